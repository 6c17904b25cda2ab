extension Checkpoint {
    /// Opens the inputs of a merge: a base and models, or the columns of an assembly.
    ///
    /// - Parameters:
    ///   - base: The base's path, if there is one.
    ///   - models: The models' paths.
    ///   - assembly: What each tensor is merged from, where this is not the tensor of its own name in
    ///     every input.
    ///   - options: How PyTorch files are read.
    /// - Returns: The base and the models.
    /// - Throws: `CheckpointError` when one cannot be opened.
    public static func openInputs(
        base: String?,
        models: [String],
        assembly: CheckpointAssembly?,
        pyTorch options: PyTorchOptions
    ) throws(CheckpointError) -> (base: Checkpoint?, models: [Checkpoint]) {
        if let assembly { return try assembly.open(pyTorch: options) }
        func open(_ path: String) throws(CheckpointError) -> Checkpoint {
            try Checkpoint.open(path, pyTorch: options)
        }
        return (try base.map(open), try models.map(open))
    }
}
