internal import Checkpoints
internal import SystemFiles
internal import TextFormats

/// The modules of a base by the names that adapters use: those of Hugging Face.
struct AdapterTargets {
    /// A tensor of a module, and the part of it that a name means.
    struct Target {
        let record: TensorRecord
        let operation: TranslatedTensor.Operation
    }

    private var targets: [(name: String, target: Target)] = []
    private let path: String

    /// Lists the tensors of a base.
    ///
    /// - Throws: `CheckpointError` where its names cannot be translated.
    init(_ base: Checkpoint) throws(CheckpointError) {
        path = base.path
        targets = base.tensors.map { ($0.name, Target(record: $0, operation: .copy)) }
        guard base.naming.dialect == .openAI else { return }
        let translation = try DialectTranslation(
            of: base.tensors,
            in: base.path,
            to: TensorNaming(dialect: .huggingFace)
        )
        targets += translation.tensors.compactMap { tensor -> (name: String, target: Target)? in
            guard tensor.sources.count == 1, !tensor.name.isExactly(tensor.sources[0].name) else {
                return nil
            }
            return (tensor.name, Target(record: tensor.sources[0], operation: tensor.operation))
        }
    }

    /// The tensor of a module: that of its name, or the only one whose name ends with it behind a dot.
    ///
    /// - Parameters:
    ///   - tensor: The module's name, a dot, and `weight` or `bias`.
    ///   - adapter: The adapter, for messages.
    /// - Returns: The tensor, and which part of it is meant.
    /// - Throws: `CheckpointError` where there is none, or there are several.
    func target(_ tensor: String, of adapter: String) throws(CheckpointError) -> Target {
        let exact = targets.filter { $0.name.isExactly(tensor) }
        if let found = exact.first { return found.target }
        // transformers 5 leaves out `vision_model.`, older ones write it where a base leaves it out.
        let ends = Self.shortened(tensor)
        let found = targets.filter { entry in
            ends.contains { entry.name.isExactly($0) || entry.name.hasSuffix("." + $0) }
        }
        guard let first = found.first else {
            throw CheckpointError(
                .malformed,
                adapter,
                "its module \(PrintableText.quoted(tensor)) is not in \(path)"
            )
        }
        guard found.count == 1 else {
            let names = found.prefix(2).map { PrintableText.quoted($0.name) }
            throw CheckpointError(
                .malformed,
                adapter,
                "its module \(PrintableText.quoted(tensor)) may be \(names.joined(separator: " or ")) of "
                    + path
            )
        }
        return first.target
    }

    private static func shortened(_ name: String) -> [String] {
        let tower = VisionNames.huggingFaceTower
        guard name.utf8.starts(with: tower.utf8) else { return [name] }
        return [name, String(Substring(name.utf8.dropFirst(tower.utf8.count)))]
    }
}
