import SystemFiles
import TextFormats

/// The tensors of a TorchScript module, named by the attributes that lead to them.
///
/// The module's code is never looked at.
struct ScriptModule {
    private(set) var tensors: [NamedTensor] = []
    private let heap: PickleHeap
    private let path: String
    private let limits: PyTorchLimits
    private var waiting: [(name: String, value: PickleValue)] = []
    private var stepCount = 0

    /// Walks through a module and the modules among its attributes.
    ///
    /// - Throws: `PyTorchError` when the root is not a module, when a name cannot be part of a
    ///   path, or when shared modules make the walk too long.
    init(
        _ root: PickleValue,
        on heap: PickleHeap,
        path: String,
        limits: PyTorchLimits
    ) throws(PyTorchError) {
        self.heap = heap
        self.path = path
        self.limits = limits
        guard case .object(let number) = root, case .record = heap[number] else {
            throw PyTorchError(.malformed, path, "is a TorchScript archive without a module")
        }
        waiting = [("", root)]
        while let (name, value) = waiting.popLast() { try visit(name, value) }
    }

    private mutating func visit(_ name: String, _ value: PickleValue) throws(PyTorchError) {
        guard case .object(let number) = value else { return }
        switch heap[number] {
        case .tensor, .refusedTensor, .blankTensor:
            tensors.append(NamedTensor(name: name, object: number))
        case .record(_, .object(let attributes)):
            guard case .dictionary(let entries, _) = heap[attributes] else { return }
            for entry in entries { try enter(entry, within: name) }
        default: break
        }
    }

    // Modules may be shared, so that a small file could describe endlessly many paths.
    private mutating func enter(
        _ entry: PickleEntry,
        within outer: String
    ) throws(PyTorchError) {
        stepCount += 1
        guard stepCount <= limits.pickleCount else {
            throw PyTorchError(.malformed, path, "the module has too many attributes")
        }
        guard case .object = entry.value else { return }
        guard case .text(let attribute) = entry.key, !attribute.isEmpty,
            !attribute.utf8.contains(UInt8(ascii: "."))
        else {
            let place = PrintableText.quoted(outer)
            let message = "an attribute of module \(place) has a name that forges a path"
            throw PyTorchError(.malformed, path, message)
        }
        let name = outer.isEmpty ? attribute : outer + "." + attribute
        guard name.utf8.count <= limits.nameByteCount else {
            let message = "the name is longer than \(limits.nameByteCount) bytes"
            throw PyTorchError(.malformed, path, message, tensor: name)
        }
        waiting.append((name, entry.value))
    }
}

extension ScriptModule {
    /// The tensors without the three constants that OpenAI's archives keep next to the weights.
    var weights: [NamedTensor] { tensors.filter { !isConstant($0) } }

    private func isConstant(_ named: NamedTensor) -> Bool {
        let names = ["input_resolution", "context_length", "vocab_size"]
        guard names.containsExactly(named.name), case .tensor(let tensor) = heap[named.object]
        else {
            return false
        }
        return tensor.sizes.allSatisfy { $0 == 1 }
    }
}
