import SystemFiles

/// A file of torch 1.5 and older: five pickles one after the other, and then the storages.
struct LegacyStream {
    private let source: PyTorchFile
    private var file: InputFile { source.file }

    /// 0x1950a86a20f9469cfc6c, as a pickle spells it.
    private static let magic: [UInt8] = [
        0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
    ]
    private static let version: Int64 = 1001

    init(_ source: PyTorchFile) { self.source = source }

    func contents() throws(PyTorchError) -> PyTorchContents {
        var offset = try passPreamble()
        var warnings: [String] = []
        let system = try run(&offset)
        if declaresBigEndian(system) {
            warnings.append(
                "was written on a big-endian machine; PyTorch stores the numbers of this format "
                    + "little-endian all the same, and so they are read"
            )
        }
        let object = try run(&offset)
        warnings += object.machine.warnings
        let state = try StateDictionary(
            in: object.root,
            on: object.machine.heap,
            path: file.path,
            chosen: source.stateDictionary
        )
        var regions = LegacyStorages(file, types: object.machine.heap)
        try regions.locate(try keys(&offset), from: offset)
        let placer = TensorPlacer(file: file, limits: source.limits) {
            storage throws(PyTorchError) in regions[storage.key]
        }
        return PyTorchContents(
            origin: .legacy,
            tensors: try placer.views(of: state.tensors, on: object.machine.heap),
            warnings: warnings + state.warnings,
            path: file.path
        )
    }

    private typealias Outcome = (root: PickleValue, machine: PickleMachine)

    /// Carries out the pickle at an offset, and moves behind it.
    private func run(_ offset: inout UInt64) throws(PyTorchError) -> Outcome {
        var machine = source.machine(from: offset, to: file.byteCount)
        let root = try machine.run()
        offset = machine.cursor.offset
        return (root, machine)
    }

    private func passPreamble() throws(PyTorchError) -> UInt64 {
        var offset: UInt64 = 0
        guard case .longInteger(Self.magic) = try run(&offset).root else {
            let message = "is a pickle, but none of PyTorch's; save a state_dict with torch.save"
            throw PyTorchError(.unsupported, file.path, message, offset: 0)
        }
        let start = offset
        guard case .integer(Self.version) = try run(&offset).root else {
            let message = "is a legacy PyTorch file of an unknown version"
            throw PyTorchError(.unsupported, file.path, message, offset: start)
        }
        return offset
    }

    private func declaresBigEndian(_ system: Outcome) -> Bool {
        guard case .object(let number) = system.root,
            case .dictionary(let entries, _) = system.machine.heap[number]
        else { return false }
        return entries.contains {
            if case (.text("little_endian"), .boolean(false)) = ($0.key, $0.value) {
                true
            } else {
                false
            }
        }
    }

    private func keys(_ offset: inout UInt64) throws(PyTorchError) -> [String] {
        let start = offset
        let outcome = try run(&offset)
        var keys: [String] = []
        if case .object(let number) = outcome.root,
            case .list(let items) = outcome.machine.heap[number]
        {
            keys = items.compactMap { if case .text(let key) = $0 { key } else { nil } }
            if keys.count == items.count { return keys }
        }
        let message = "the list of storages is not a list of strings"
        throw PyTorchError(.malformed, file.path, message, offset: start)
    }
}
