import SystemFiles

/// A PyTorch zip file: a pickle that describes the tensors, and their storages as entries.
struct PyTorchArchive {
    private let zip: ZipArchive
    private let source: PyTorchFile
    private var limits: PyTorchLimits { source.limits }

    init(_ source: PyTorchFile) throws(PyTorchError) {
        zip = try ZipArchive.read(source.file, limits: source.limits)
        self.source = source
    }

    func contents() throws(PyTorchError) -> PyTorchContents {
        let pickle = try pickle()
        var machine = source.machine(from: pickle.offset, to: pickle.offset + pickle.byteCount)
        let root = try machine.run()
        var warnings = machine.warnings
        let isScript = zip.contains("constants.pkl")
        let tensors = try tensors(of: root, on: machine.heap, isScript, &warnings)
        let views = try placer().views(of: tensors, on: machine.heap)
        return PyTorchContents(
            origin: isScript ? .script : .saved,
            tensors: views,
            metadata: try metadata(),
            warnings: warnings,
            path: zip.file.path
        )
    }

    private func pickle() throws(PyTorchError) -> ZipEntry {
        guard let entry = try boundedEntry("data.pkl") else {
            let message = "is a zip file, but none of PyTorch's: it has no data.pkl"
            throw PyTorchError(.unsupported, zip.file.path, message)
        }
        return entry
    }

    /// What the file says about itself.
    private func metadata() throws(PyTorchError) -> [UInt8]? {
        guard let entry = try boundedEntry(StateArchive.metadataName) else { return nil }
        return try rethrowing(zip.file.bytes(at: entry.offset, count: Int(entry.byteCount)))
    }

    private func boundedEntry(_ name: String) throws(PyTorchError) -> ZipEntry? {
        guard let entry = try zip.entry(name) else { return nil }
        guard entry.byteCount <= limits.pickleByteCount else {
            let message = "\(name) has \(entry.byteCount) bytes; limit \(limits.pickleByteCount)"
            throw PyTorchError(.malformed, zip.file.path, message, offset: entry.offset)
        }
        return entry
    }

    private func tensors(
        of root: PickleValue,
        on heap: PickleHeap,
        _ isScript: Bool,
        _ warnings: inout [String]
    ) throws(PyTorchError) -> [NamedTensor] {
        let path = zip.file.path
        if isScript {
            return try ScriptModule(root, on: heap, path: path, limits: limits).weights
        }
        let state = try StateDictionary(
            in: root,
            on: heap,
            path: path,
            chosen: source.stateDictionary
        )
        warnings += state.warnings
        return state.tensors
    }

    private func placer() throws(PyTorchError) -> TensorPlacer {
        let zip = zip
        return TensorPlacer(
            file: zip.file,
            limits: limits,
            isBigEndian: try isBigEndian()
        ) { storage throws(PyTorchError) in
            try zip.entry("data/" + storage.key).map {
                StorageRegion(offset: $0.offset, byteCount: $0.byteCount)
            }
        }
    }

    private func isBigEndian() throws(PyTorchError) -> Bool {
        guard let entry = try zip.entry("byteorder") else { return false }
        let count = Int(min(entry.byteCount, 16))
        let order = try rethrowing(zip.file.bytes(at: entry.offset, count: count))
        if order == Array("little".utf8) { return false }
        if order == Array("big".utf8) { return true }
        let message = "the byte order is neither 'little' nor 'big'"
        throw PyTorchError(.malformed, zip.file.path, message, offset: entry.offset)
    }
}
