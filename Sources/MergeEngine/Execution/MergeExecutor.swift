internal import Checkpoints

/// Carries out a plan.
public struct MergeExecutor: Sendable {
    private let plan: MergePlan

    /// Creates an executor for a plan.
    public init(_ plan: MergePlan) { self.plan = plan }

    /// Measures all layers without writing anything.
    ///
    /// - Parameters:
    ///   - cancellation: Ends the work early.
    ///   - progress: Called ten times a second at most, from any worker's thread.
    /// - Returns: The report, with the ratios that a merge would use.
    /// - Throws: `CheckpointError` when an input cannot be read; `MergeError.nonFinite` when it
    ///   holds a NaN or an infinity.
    /// - Complexity: One pass over the inputs; memory as planned, whatever their size.
    public func measure(
        cancellation: MergeCancellation = MergeCancellation(),
        progress: @escaping @Sendable (MergeProgress) -> Void = { _ in }
    ) throws -> MergeReport {
        let run = MergeRun(plan, destination: nil, progress: progress)
        try execute(run, cancellation)
        return run.report(output: nil)
    }

    /// Merges into an output, which appears whole or not at all.
    ///
    /// - Parameters:
    ///   - output: A `.safetensors` file, or a folder.
    ///   - cancellation: Ends the merge early; nothing of the output is left then.
    ///   - progress: Called ten times a second at most, from any worker's thread.
    /// - Returns: The report.
    /// - Throws: `CheckpointError` when an input cannot be read or the output not be written;
    ///   `MergeError` when the inputs' elements cannot be merged.
    /// - Complexity: Two passes over the inputs, one over the output; memory as planned, whatever
    ///   their size.
    /// - Numerics: The same bytes for any number of threads and any memory limit.
    public func merge(
        into output: String,
        cancellation: MergeCancellation = MergeCancellation(),
        progress: @escaping @Sendable (MergeProgress) -> Void = { _ in }
    ) throws -> MergeReport {
        let reports = SharedMerge(plan).merge(
            into: [output],
            cancellation: cancellation
        ) { _, state in progress(state) }
        return try reports[0].get()
    }

    /// Merges into memory, element for element as into a file.
    ///
    /// - Parameter cancellation: Ends the merge early.
    /// - Returns: The tensors of the merge.
    /// - Throws: `CheckpointError` when an input cannot be read, or was changed meanwhile;
    ///   `MergeError` when the inputs' elements cannot be merged.
    /// - Complexity: Two passes over the inputs; memory as planned, and for the whole output.
    /// - Numerics: The same bits as in a file, for any number of threads and any memory limit.
    public func mergeInMemory(
        cancellation: MergeCancellation = MergeCancellation()
    ) throws -> MergedWeights {
        let weights = MergedWeights(plan)
        let run = MergeRun(plan, destination: weights) { _ in }
        try execute(run, cancellation)
        for checkpoint in plan.inputs.opened { try checkpoint.validateUnchanged() }
        return weights
    }

    /// Merges some layers and keeps nothing of it, to learn how fast this machine does that.
    ///
    /// - Parameter byteCount: The most bytes of the inputs that are read at first, about.
    /// - Returns: The bytes that were read, all passes together, and the time that it took.
    /// - Throws: What `merge` throws for these layers.
    /// - Complexity: O(byteCount) time, or that of the smallest layer where this is more; memory as
    ///   planned.
    public func rehearse(byteCount: Int) throws -> (bytesRead: Int, seconds: Double) {
        let run = MergeRun(plan.sample(byteCount: byteCount), destination: DiscardedOutput()) { _ in
        }
        let start = ContinuousClock.now
        try execute(run, MergeCancellation())
        return (run.traffic.bytesRead, (ContinuousClock.now - start) / .seconds(1))
    }

    private func execute(_ run: MergeRun, _ cancellation: MergeCancellation) throws {
        MergeSession([run], memory: plan.memory, cancellation: cancellation).execute()
        if let failure = run.failure { throw failure }
    }
}
