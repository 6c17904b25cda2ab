extension Checkpoint {
    /// Opens the inputs of a merge: a base and models, or the columns of an assembly.
    ///
    /// - Parameters:
    ///   - base: The base's path, if there is one.
    ///   - models: The models' paths.
    ///   - assembly: What each tensor is merged from, where this is not the tensor of its own name in
    ///     every input.
    ///   - options: How the files are opened.
    ///   - open: Opens one.
    /// - Returns: The base and the models, these with the names of the base, or of the first of them,
    ///   where only a prefix tells them apart.
    /// - Throws: `CheckpointError` when one cannot be opened, or holds something else than a model.
    public static func openInputs(
        base: String?,
        models: [String],
        assembly: CheckpointAssembly?,
        reading options: ReadingOptions,
        opening open: (CheckpointInput) throws(CheckpointError) -> Checkpoint = {
            input throws(CheckpointError) in try input.open()
        }
    ) throws(CheckpointError) -> (base: Checkpoint?, models: [Checkpoint]) {
        if let assembly {
            let columns = try assembly.open(reading: options, opening: open)
            for input in [columns.base].compactMap(\.self) + columns.models {
                try input.requireModel()
            }
            return columns
        }
        func model(_ path: String) throws(CheckpointError) -> Checkpoint {
            let checkpoint = try open(CheckpointInput(path, reading: options))
            try checkpoint.requireModel()
            return checkpoint
        }
        let base = try base.map(model)
        return (base, named(try models.map(model), like: base))
    }

    /// Models with the names of a base, or of the first of them, where only a prefix tells them apart:
    /// the first input's names are the output's.
    package static func named(_ models: [Checkpoint], like base: Checkpoint?) -> [Checkpoint] {
        guard let reference = base ?? models.first else { return models }
        return models.map { $0 === reference ? $0 : $0.named(like: reference) }
    }
}
