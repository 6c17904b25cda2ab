internal import TextFormats

extension Checkpoint {
    /// Puts tensors of other checkpoints together under new names; those that a checkpoint does not
    /// hold are left out.
    ///
    /// - Parameters:
    ///   - origins: The tensors and where they come from. The checkpoint of the first gives path,
    ///     metadata and companion files.
    ///   - opened: The checkpoints by path.
    ///   - notes: What a user should hear of the putting together.
    /// - Precondition: All checkpoints are among `opened`.
    convenience init(
        assembling origins: [(name: String, origin: TensorOrigin)],
        from opened: [UTF8Key: Checkpoint],
        notes: [String] = []
    ) {
        var (numbers, parts) = ([UTF8Key: Int](), [Checkpoint]())
        var found: [(name: String, source: AssembledReader.Source)] = []
        for (name, origin) in origins {
            guard let checkpoint = opened[UTF8Key(origin.checkpoint)] else {
                preconditionFailure("'\(origin.checkpoint)' is not open")
            }
            let number = numbers[UTF8Key(origin.checkpoint)] ?? parts.count
            if number == parts.count { parts.append(checkpoint) }
            numbers[UTF8Key(origin.checkpoint)] = number
            if let record = checkpoint[origin.tensor] { found.append((name, (number, record))) }
        }
        let reader = AssembledReader(found, parts: parts.map(\.reader))
        self.init(
            path: parts[0].path,
            reader: reader,
            tensors: reader.tensors,
            indexes: parts.flatMap(\.indexes),
            parts: parts,
            warnings: parts.flatMap(\.warnings) + notes,
            companionFiles: parts[0].companionFiles,
            strippedPrefixes: parts.flatMap(\.strippedPrefixes)
        )
    }

    /// Whether it was put together from tensors of other checkpoints.
    package var isAssembled: Bool { reader is AssembledReader }

    /// The checkpoint that holds a tensor, and the tensor's name there: others than these where this
    /// one is assembled from several.
    ///
    /// - Precondition: The tensor is one of this checkpoint's.
    public func origin(of tensor: TensorRecord) -> TensorOrigin {
        guard let assembled = reader as? AssembledReader else {
            return TensorOrigin(checkpoint: path, tensor: tensor.name)
        }
        let source = assembled.source(of: tensor)
        return TensorOrigin(checkpoint: parts[source.part].path, tensor: source.record.name)
    }
}
