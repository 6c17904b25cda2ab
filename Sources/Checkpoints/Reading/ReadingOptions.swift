internal import SystemFiles
internal import TextFormats

/// How checkpoints are opened: what no file says about its own contents.
public struct ReadingOptions: Sendable, Hashable {
    /// How PyTorch files are read.
    public var pyTorch: PyTorchOptions
    /// What is taken away from the beginnings of tensors' names.
    ///
    /// Whole components, one prefix after the other, each at most once from a name; the dot at the
    /// end may be left out.
    public var strippedPrefixes: [String]

    /// Creates options.
    public init(
        pyTorch: PyTorchOptions = PyTorchOptions(),
        strippedPrefixes: [String] = []
    ) {
        self.pyTorch = pyTorch
        self.strippedPrefixes = strippedPrefixes
    }
}

/// Names of tensors without the prefixes that a user names.
struct StrippedNames {
    /// The tensors under their new names.
    private(set) var tensors: TensorList
    /// The prefixes, as they were given, that some name began with.
    private(set) var found: [String] = []

    /// Takes prefixes away.
    ///
    /// - Parameters:
    ///   - tensors: The tensors of a checkpoint.
    ///   - prefixes: What their names may begin with.
    ///   - path: The checkpoint's path, for messages.
    /// - Throws: `CheckpointError` with the code `malformed` when two tensors would have one name.
    /// - Complexity: O(prefixes · total length of the names).
    init(
        _ tensors: TensorList,
        without prefixes: [String],
        path: String
    ) throws(CheckpointError) {
        self.tensors = tensors
        for prefix in prefixes {
            let beginning = prefix.utf8.last == UInt8(ascii: ".") ? prefix : prefix + "."
            if strip(beginning.utf8) { found.append(prefix) }
        }
        if found.isEmpty { return }
        for new in self.tensors where self.tensors.position(ofNameOf: new) != new.number {
            let name = PrintableText.quoted(new.name)
            let message = "another tensor is called \(name) too once the prefixes are removed"
            throw CheckpointError(.malformed, path, message, tensor: tensors[new.number].name)
        }
    }

    /// Takes one prefix away; returns whether a name began with it.
    private mutating func strip(_ prefix: String.UTF8View) -> Bool {
        func isStripped(_ name: String) -> Bool {
            name.utf8.count > prefix.count && name.utf8.starts(with: prefix)
        }
        guard tensors.contains(where: { isStripped($0.name) }) else { return false }
        let names = TensorNames(
            tensors.lazy.map(\.name).map {
                isStripped($0) ? String(Substring($0.utf8.dropFirst(prefix.count))) : $0
            }
        )
        tensors = tensors.renamed(names)
        return true
    }
}
