extension Checkpoint {
    /// Puts tensors of other checkpoints together under new names; those that a checkpoint does not
    /// hold are left out.
    ///
    /// - Parameters:
    ///   - origins: The tensors and where they come from. The checkpoint of the first gives path,
    ///     dialect, metadata and companion files.
    ///   - opened: The checkpoints by path.
    /// - Precondition: All checkpoints are among `opened`.
    convenience init(
        assembling origins: [(name: String, origin: TensorOrigin)],
        from opened: [String: Checkpoint]
    ) {
        var (numbers, parts) = ([String: Int](), [Checkpoint]())
        var found: [(name: String, part: Int, record: TensorRecord)] = []
        for (name, origin) in origins {
            guard let checkpoint = opened[origin.checkpoint] else {
                preconditionFailure("'\(origin.checkpoint)' is not open")
            }
            let number = numbers[origin.checkpoint] ?? parts.count
            if number == parts.count { parts.append(checkpoint) }
            numbers[origin.checkpoint] = number
            if let record = checkpoint[origin.tensor] { found.append((name, number, record)) }
        }
        self.init(
            path: parts[0].path,
            reader: AssembledReader(found, parts: parts.map(\.reader)),
            indexes: parts.flatMap(\.indexes),
            parts: parts,
            warnings: parts.flatMap(\.warnings),
            dialect: parts[0].dialect,
            companionFiles: parts[0].companionFiles
        )
    }

    /// Whether it was put together from tensors of other checkpoints.
    package var isAssembled: Bool { reader is AssembledReader }

    /// The path of the checkpoint that holds a tensor: another than this one's where it is assembled
    /// from several.
    ///
    /// - Precondition: The tensor is one of this checkpoint's.
    public func path(of tensor: TensorRecord) -> String {
        guard let assembled = reader as? AssembledReader else { return path }
        return parts[assembled.part(of: tensor)].path
    }
}
