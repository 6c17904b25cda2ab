internal import Checkpoints
internal import LinearAlgebra
internal import Merging
internal import Synchronization

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
        try execute(
            MergeRun(plan, destination: nil, cancellation: cancellation, progress: progress),
            output: nil
        )
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
        let start = ContinuousClock.now
        let layout = try plan.layout(at: output, metadata: plan.provenance(readingInputs: true))
        let writer = try CheckpointWriter.create(
            layout,
            replacing: plan.options.replacesOutput,
            durable: plan.options.isDurable,
            inputs: plan.checkpoints
        )
        do {
            let run = MergeRun(
                plan,
                destination: writer,
                cancellation: cancellation,
                progress: progress
            )
            var report = try execute(run, output: output)
            for checkpoint in plan.inputs.opened { try checkpoint.validateUnchanged() }
            try plan.addCompanions(to: writer, output: output, report)
            try writer.commit()
            report.seconds = (ContinuousClock.now - start) / .seconds(1)
            return report
        } catch {
            writer.abandon()
            throw error
        }
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
        let run = MergeRun(plan, destination: weights, cancellation: cancellation) { _ in }
        _ = try execute(run, output: nil)
        for checkpoint in plan.inputs.opened { try checkpoint.validateUnchanged() }
        return weights
    }

    private func execute(_ run: MergeRun, output: String?) throws -> MergeReport {
        let traffic = Mutex(WorkerTraffic())
        WorkerPool.run(plan.memory.workerCount) { _ in
            var worker = MergeWorker(run)
            let own = worker.work()
            traffic.withLock { $0 += own }
        }
        try run.queue.rethrow()
        return report(run, output: output, traffic.withLock(\.self))
    }

    private func report(
        _ run: MergeRun,
        output: String?,
        _ traffic: WorkerTraffic
    ) -> MergeReport {
        let tallies = plan.layers.indices.map { run.recorder.tally(of: $0) }
        return MergeReport(
            tool: .init(name: ToolVersion.name, version: ToolVersion.current),
            method: plan.request.methods.traits.name,
            variant: plan.request.methods.traits.variant,
            base: plan.request.base,
            models: plan.request.models,
            output: output,
            tensors: plan.tensorCount,
            elements: plan.elementCount,
            seconds: run.meter.seconds,
            workerSeconds: traffic.seconds,
            bytesRead: traffic.bytesRead,
            bytesWritten: traffic.bytesWritten,
            peakMemoryBytes: ProcessMemory.peakByteCount,
            threads: plan.memory.workerCount,
            blas: .init(library: OpenBLAS.version, core: OpenBLAS.core),
            warnings: plan.warnings + plan.layerWarnings(tallies),
            layers: zip(plan.layers, tallies).map(LayerReport.init)
        )
    }
}

extension MergeWorker {
    /// Takes and does tasks until none is left.
    ///
    /// - Returns: What the worker read and wrote, and how it spent its time.
    fileprivate mutating func work() -> WorkerTraffic {
        var busy = Duration.zero
        while let task = run.queue.next() {
            let (start, bytesBefore) = (ContinuousClock.now, tiles.bytesRead)
            do {
                if run.cancellation.isCancelled { throw MergeError.cancelled }
                run.queue.finish(adding: try perform(task))
            } catch {
                run.queue.fail(error)
            }
            busy += ContinuousClock.now - start
            run.meter.add(tiles.bytesRead - bytesBefore)
        }
        return WorkerTraffic(
            bytesRead: tiles.bytesRead,
            bytesWritten: bytesWritten,
            reading: tiles.readingTime,
            writing: writingTime,
            computing: busy - tiles.readingTime - writingTime
        )
    }
}
