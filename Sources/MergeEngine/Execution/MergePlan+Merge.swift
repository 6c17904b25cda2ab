internal import Checkpoints
public import Workers

extension MergePlan {
    /// Merges into an output, which appears whole or not at all.
    ///
    /// - Parameters:
    ///   - output: A `.safetensors` file, or a folder.
    ///   - cancellation: Ends the merge early; nothing of the output is left then.
    ///   - progress: Hears of the bytes that were read.
    /// - Returns: The report.
    /// - Throws: `CheckpointError` when an input cannot be read or the output not be written;
    ///   `MergeError` when the inputs' elements cannot be merged; `WorkError`.
    /// - Complexity: Two passes over the inputs, one over the output; memory as planned, whatever
    ///   their size.
    /// - Numerics: The same bytes for any number of threads and any memory limit.
    public func merge(
        into output: String,
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in }
    ) throws -> MergeReport {
        let group = MergeGroup(self)
        return try group.merge(into: [output], cancellation: cancellation, progress: progress)[0]
            .get()
    }

    /// Merges into memory, element for element as into a file.
    ///
    /// - Parameters:
    ///   - cancellation: Ends the merge early.
    ///   - progress: Hears of the bytes that were read.
    /// - Returns: The tensors of the merge.
    /// - Throws: `CheckpointError` when an input cannot be read, or was changed meanwhile;
    ///   `MergeError` when the inputs' elements cannot be merged; `WorkError`.
    /// - Complexity: Two passes over the inputs; memory as planned, and for the whole output.
    /// - Numerics: The same bits as in a file, for any number of threads and any memory limit.
    public func mergeInMemory(
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in }
    ) throws -> MergedWeights {
        let weights = MergedWeights(self)
        _ = try run(writingTo: weights, cancellation, progress)
        for checkpoint in inputs.opened { try checkpoint.validateUnchanged() }
        return weights
    }

    /// Measures all layers without writing anything.
    ///
    /// - Parameters:
    ///   - cancellation: Ends the work early.
    ///   - progress: Hears of the bytes that were read.
    /// - Returns: The report, with the ratios that a merge would use.
    /// - Throws: `CheckpointError` when an input cannot be read; `MergeError.nonFinite` when it
    ///   holds a NaN or an infinity; `WorkError`.
    /// - Complexity: One pass over the inputs; memory as planned, whatever their size.
    public func measure(
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in }
    ) throws -> MergeReport {
        try run(writingTo: nil, cancellation, progress).report(output: nil)
    }

    /// Merges some layers and keeps nothing of it, to learn how fast this machine does that.
    ///
    /// - Parameter byteCount: The most bytes of the inputs that are read at first, about.
    /// - Returns: The bytes that were read, all passes together, and the time that it took.
    /// - Throws: What `merge` throws for these layers.
    /// - Complexity: O(byteCount) time, or that of the smallest layer where this is more; memory as
    ///   planned.
    public func rehearse(byteCount: Int) throws -> (bytesRead: Int, seconds: Double) {
        let sample = sample(byteCount: byteCount)
        let run = try sample.run(writingTo: DiscardedOutput(), Cancellation()) { _ in }
        return (run.traffic.bytesRead, run.seconds)
    }

    private func run(
        writingTo destination: (any MergeDestination)?,
        _ cancellation: Cancellation,
        _ progress: @escaping ProgressListener
    ) throws -> MergeRun {
        let run = MergeRun(self, destination: destination)
        MergeGroup.execute([run], memory: memory, cancellation, progress)
        if let failure = run.failure { throw failure }
        return run
    }
}

/// An output that keeps nothing.
private struct DiscardedOutput: MergeDestination {
    func write(_ bytes: RawSpan, to tensor: Int, at byteOffset: Int) {}
}
