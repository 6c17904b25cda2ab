import SystemFiles

/// A PyTorch zip file: a pickle that describes the tensors, and their storages as entries.
struct PyTorchArchive {
    private let zip: ZipArchive
    private let limits: CheckpointLimits
    private let options: PyTorchOptions

    init(
        _ file: InputFile,
        limits: CheckpointLimits,
        _ options: PyTorchOptions
    ) throws(CheckpointError) {
        zip = try ZipArchive.read(file, limits: limits)
        self.limits = limits
        self.options = options
    }

    func contents(ordinal: Int) throws(CheckpointError) -> PyTorchContents {
        let pickle = try pickle()
        let end = pickle.offset + pickle.byteCount
        var machine = PickleMachine(zip.file, from: pickle.offset, to: end, limits: limits)
        machine.skipsUnknownGlobals = options.skipsUnknownGlobals
        let root = try machine.run()
        var warnings = machine.warnings
        let isScript = zip.contains("constants.pkl")
        let tensors = try tensors(of: root, on: machine.heap, isScript, &warnings)
        let records = try placer(ordinal).records(of: tensors, on: machine.heap)
        return PyTorchContents(
            format: isScript ? .torchScript : .pytorch,
            tensors: records,
            warnings: warnings,
            path: zip.file.path
        )
    }

    private func pickle() throws(CheckpointError) -> ZipEntry {
        guard let entry = try zip.entry("data.pkl") else {
            let message = "is a zip file, but none of PyTorch's: it has no data.pkl"
            throw CheckpointError(.unsupported, zip.file.path, message)
        }
        guard entry.byteCount <= limits.pickleByteCount else {
            let message = "data.pkl has \(entry.byteCount) bytes; limit \(limits.pickleByteCount)"
            throw CheckpointError(.malformed, zip.file.path, message, offset: entry.offset)
        }
        return entry
    }

    private func tensors(
        of root: PickleValue,
        on heap: PickleHeap,
        _ isScript: Bool,
        _ warnings: inout [String]
    ) throws(CheckpointError) -> [NamedTensor] {
        let path = zip.file.path
        if isScript {
            return try ScriptModule(root, on: heap, path: path, limits: limits).weights
        }
        let state = try StateDictionary(
            in: root,
            on: heap,
            path: path,
            chosen: options.stateDictionary
        )
        warnings += state.warnings
        return state.tensors
    }

    private func placer(_ ordinal: Int) throws(CheckpointError) -> TensorPlacer {
        let zip = zip
        return TensorPlacer(
            file: zip.file,
            ordinal: ordinal,
            limits: limits,
            isBigEndian: try isBigEndian()
        ) { storage throws(CheckpointError) in
            try zip.entry("data/" + storage.key).map {
                StorageRegion(offset: $0.offset, byteCount: $0.byteCount)
            }
        }
    }

    private func isBigEndian() throws(CheckpointError) -> Bool {
        guard let entry = try zip.entry("byteorder") else { return false }
        let count = Int(min(entry.byteCount, 16))
        let order = try rethrowing(zip.file.bytes(at: entry.offset, count: count))
        if order == Array("little".utf8) { return false }
        if order == Array("big".utf8) { return true }
        let message = "the byte order is neither 'little' nor 'big'"
        throw CheckpointError(.malformed, zip.file.path, message, offset: entry.offset)
    }
}
