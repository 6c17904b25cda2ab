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
    /// - Returns: The report, with the ratios that a merge would use.
    /// - Throws: `CheckpointError` when an input cannot be read; `MergeError.nonFinite` when it
    ///   holds a NaN or an infinity.
    /// - Complexity: One pass over the inputs; memory as planned, whatever their size.
    public func measure() throws -> MergeReport {
        try execute(MergeRun(plan, writer: nil), output: nil)
    }

    /// Merges into an output, which appears whole or not at all.
    ///
    /// - Parameter output: A `.safetensors` file, or a folder.
    /// - Returns: The report.
    /// - Throws: `CheckpointError` when an input cannot be read or the output not be written;
    ///   `MergeError` when the inputs' elements cannot be merged.
    /// - Complexity: Two passes over the inputs, one over the output; memory as planned, whatever
    ///   their size.
    /// - Numerics: The same bytes for any number of threads and any memory limit.
    public func merge(into output: String) throws -> MergeReport {
        let layout = try plan.layout(at: output, metadata: plan.provenance())
        let writer = try CheckpointWriter.create(
            layout,
            replacing: plan.options.replacesOutput,
            durable: plan.options.isDurable,
            inputs: plan.inputs.checkpoints
        )
        do {
            let report = try execute(MergeRun(plan, writer: writer), output: output)
            for checkpoint in plan.inputs.checkpoints { try checkpoint.validateUnchanged() }
            try plan.addCompanions(to: writer, output: output, report)
            try writer.commit()
            return report
        } catch {
            writer.abandon()
            throw error
        }
    }

    private func execute(_ run: MergeRun, output: String?) throws -> MergeReport {
        let start = ContinuousClock.now
        let traffic = Mutex((read: 0, written: 0))
        WorkerPool.run(plan.memory.workerCount) { _ in
            var worker = MergeWorker(run)
            worker.work()
            let (read, written) = (worker.tiles.bytesRead, worker.bytesWritten)
            traffic.withLock { $0 = ($0.read + read, $0.written + written) }
        }
        try run.queue.rethrow()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        return report(run, output: output, seconds: seconds, traffic.withLock(\.self))
    }

    private func report(
        _ run: MergeRun,
        output: String?,
        seconds: Double,
        _ traffic: (read: Int, written: Int)
    ) -> MergeReport {
        let tallies = plan.layers.indices.map { run.recorder.tally(of: $0) }
        return MergeReport(
            tool: .init(name: ToolVersion.name, version: ToolVersion.current),
            method: plan.request.method.traits.name,
            variant: plan.request.method.traits.variant,
            base: plan.request.base,
            models: plan.request.models,
            output: output,
            tensors: plan.tensorCount,
            elements: plan.elementCount,
            seconds: seconds,
            bytesRead: traffic.read,
            bytesWritten: traffic.written,
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
    fileprivate mutating func work() {
        while let task = run.queue.next() {
            do {
                run.queue.finish(adding: try perform(task))
            } catch {
                return run.queue.fail(error)
            }
        }
    }
}
