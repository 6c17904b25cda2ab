internal import Checkpoints

/// Merges that read some of the same files, carried out together so that these are read once.
public struct SharedMerge: Sendable {
    private let plans: [MergePlan]
    private let memory: MemoryPlan

    /// One merge alone, with the memory of its own plan.
    public init(_ plan: MergePlan) {
        plans = [plan]
        memory = plan.memory
    }

    /// Puts merges together where that is possible.
    ///
    /// Nil where they have different tensors or look at them in different pieces, where one assembles
    /// its inputs, where their methods need different memory, or where tiles of all their inputs
    /// exceed the limit.
    ///
    /// - Parameters:
    ///   - plans: The merges, at least one.
    ///   - options: How the machine is used by all of them together.
    public init?(_ plans: [MergePlan], options: ExecutionOptions) {
        let first = plans[0]
        guard plans.allSatisfy({ $0.hasSegments(of: first) && $0.hasNeeds(of: first) }) else {
            return nil
        }
        let shared = try? MemoryPlan(
            inputCount: SharedInputs(plans.map(\.inputs)).count,
            vectorCount: first.measuredVectorCount,
            measuresColumns: first.measuresColumns,
            elements: first.elementNeeds,
            elementWidth: plans.map(\.elementWidth).max() ?? 1,
            taskCount: first.groups.reduce(0) { $0 + $1.segments.count },
            segmentElementCount: PlannedGroup.segmentLength,
            options: options
        )
        guard let shared else { return nil }
        self.plans = plans
        memory = shared
    }

    /// Merges into outputs, each of which appears whole or not at all.
    ///
    /// - Parameters:
    ///   - outputs: A `.safetensors` file or a folder for each merge.
    ///   - cancellation: Ends all merges early; nothing of their outputs is left then.
    ///   - progress: Called ten times a second and merge at most, with the merge's position, from
    ///     any worker's thread.
    /// - Returns: For each merge its report, or why it failed; one that fails stops no other.
    /// - Complexity: Two passes over each input, one over each output; memory as planned.
    /// - Numerics: Each output has the bytes that its merge has alone.
    public func merge(
        into outputs: [String],
        cancellation: MergeCancellation = MergeCancellation(),
        progress: @escaping @Sendable (Int, MergeProgress) -> Void = { _, _ in }
    ) -> [Result<MergeReport, any Error>] {
        let merges = zip(plans, outputs).enumerated().map { position, merge in
            Result { try OpenedMerge(merge.0, merge.1) { progress(position, $0) } }
        }
        let opened = merges.compactMap { try? $0.get() }
        if !opened.isEmpty {
            MergeSession(opened.map(\.run), memory: memory, cancellation: cancellation).execute()
        }
        return merges.map { merge in Result { try merge.get().finish() } }
    }
}

/// A merge whose output is being written.
private struct OpenedMerge {
    let run: MergeRun
    private let plan: MergePlan
    private let output: String
    private let writer: CheckpointWriter
    private let start = ContinuousClock.now

    init(
        _ plan: MergePlan,
        _ output: String,
        progress: @escaping @Sendable (MergeProgress) -> Void
    ) throws {
        let layout = try plan.layout(at: output, metadata: plan.provenance(readingInputs: true))
        writer = try CheckpointWriter.create(
            layout,
            replacing: plan.options.replacesOutput,
            durable: plan.options.isDurable,
            inputs: plan.checkpoints
        )
        self.plan = plan
        self.output = output
        run = MergeRun(plan, destination: writer, progress: progress)
    }

    /// Gives the output its name, or removes it after a failure.
    func finish() throws -> MergeReport {
        do {
            if let failure = run.failure { throw failure }
            var report = run.report(output: output)
            for checkpoint in plan.inputs.opened { try checkpoint.validateUnchanged() }
            try plan.addCompanions(to: writer, output: output, report)
            try writer.commit()
            report.bytesWritten = writer.layout.totalByteCount
            report.seconds = (ContinuousClock.now - start) / .seconds(1)
            return report
        } catch {
            writer.abandon()
            throw error
        }
    }
}

extension MergePlan {
    /// Whether it looks at the same tensors in the same pieces as another.
    fileprivate func hasSegments(of other: MergePlan) -> Bool {
        // The tiles of an assembly's columns are of other files from tensor to tensor.
        inputs.resolved.assembly == nil
            && inputs.tensors.map(\.name) == other.inputs.tensors.map(\.name)
            && groups.map(\.segments) == other.groups.map(\.segments)
    }

    /// Whether a worker's memory serves both.
    fileprivate func hasNeeds(of other: MergePlan) -> Bool {
        measuredVectorCount == other.measuredVectorCount
            && measuresColumns == other.measuresColumns && elementNeeds == other.elementNeeds
            && inputs.modelCount == other.inputs.modelCount
            && inputs.inputType == other.inputs.inputType
    }
}
