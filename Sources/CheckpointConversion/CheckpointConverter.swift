internal import Checkpoints
internal import Synchronization
package import Workers

/// Carries out a conversion.
package struct CheckpointConverter: Sendable {
    private let plan: ConversionPlan

    /// Creates a converter for a plan.
    package init(_ plan: ConversionPlan) { self.plan = plan }

    /// Converts into an output, which appears whole or not at all.
    ///
    /// - Parameters:
    ///   - output: A `.safetensors` file, or a folder.
    ///   - cancellation: Ends the conversion early; nothing of the output is left then.
    ///   - progress: Hears of the bytes that were written.
    /// - Throws: `CheckpointError` when the input cannot be read or the output not be written;
    ///   `ConversionError` when a number exceeds the output's type; `WorkError`.
    /// - Complexity: One pass over the input; memory as planned, whatever its size.
    /// - Numerics: Without a change of type every bit stays; else one rounding to nearest even.
    ///   The same bytes for any number of threads and any memory limit.
    package func convert(
        into output: String,
        cancellation: Cancellation = Cancellation(),
        progress: @escaping ProgressListener = { _ in }
    ) throws {
        let companions = try Companions(of: plan, beside: .from(path: output))
        let layout = try plan.layout(at: output, companions)
        let writer = try CheckpointWriter.create(
            layout,
            plan.options.output,
            inputs: [plan.checkpoint]
        )
        do {
            try work(writer, cancellation, progress)
            try plan.checkpoint.validateUnchanged()
            try companions.add(to: writer)
            try writer.commit()
        } catch {
            writer.abandon()
            throw error
        }
    }

    private func work(
        _ writer: CheckpointWriter,
        _ cancellation: Cancellation,
        _ progress: @escaping ProgressListener
    ) throws {
        let tasks = ConversionTask.all(of: plan)
        let meter = ProgressMeter(.bytes, total: writer.layout.dataByteCount, progress)
        let next = Atomic(0)
        let failure = Mutex<(any Error)?>(nil)
        try WorkerPool.run(plan.memory.workerCount) { _ in
            var worker = ConversionWorker(plan, writer)
            while failure.withLock({ $0 == nil }) {
                let number = next.add(1, ordering: .relaxed).oldValue
                guard number < tasks.count else { return }
                do {
                    try cancellation.check()
                    try worker.perform(tasks[number])
                    meter.add(tasks[number].byteCount(in: plan))
                } catch {
                    failure.withLock { $0 = $0 ?? error }
                }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }
}
