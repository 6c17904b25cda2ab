internal import Checkpoints
internal import MergeEngine
internal import Merging

/// What this machine does in a second, learned from a little of a batch's own work.
public struct BatchTrial: Sendable {
    /// For each method the bytes of inputs that it reads and merges in a second.
    public let mergingRates: [String: Double]
    /// The bytes of outputs that are written in a second; nil where nothing is due.
    public let writingRate: Double?

    /// The time that a job takes beside reading, merging and writing.
    private let planningSeconds: Double

    private static let sampleByteCount = 96 << 20

    /// Merges some layers for each method, and writes a file beside the first output, all of which is
    /// removed again.
    ///
    /// - Parameters:
    ///   - plan: The batch.
    ///   - outlines: Its jobs, with those marked that are not due.
    /// - Throws: `CheckpointError` and `MergeError` where a job cannot be done that far.
    /// - Complexity: O(methods) time, about a tenth of a second for each; memory as planned.
    public init(_ plan: BatchPlan, _ outlines: [JobOutline]) throws {
        var rates: [String: Double] = [:]
        var options = plan.options.share(bundleCount: 1)
        options.threads = plan.options.threads
        let due = zip(plan.jobs, outlines).filter { !$1.isComplete }.map(\.0)
        for job in due where rates[job.method] == nil {
            let executor = MergeExecutor(try MergePlan(job.request, options: options))
            let result = try executor.rehearse(byteCount: Self.sampleByteCount)
            rates[job.method] = Double(result.bytesRead) / max(result.seconds, 1e-9)
        }
        mergingRates = rates
        planningSeconds = plan.planningSeconds
        writingRate = try due.first.map { job in
            try WritingRate(
                inFolder: OutputFiles.folder(of: job.output),
                isDurable: plan.options.isDurable
            ).bytesPerSecond
        }
    }

    /// The time that a job takes alone.
    func seconds(for job: BatchJob, _ outline: JobOutline) -> Double {
        guard !outline.isComplete, let merging = mergingRates[job.method], let writingRate else {
            return 0
        }
        return planningSeconds + Double(outline.bytesToRead) / merging
            + Double(outline.bytesToWrite) / writingRate
    }
}

extension BatchPlan {
    /// The outlines with the time that each job takes, by a trial.
    ///
    /// - Throws: What `BatchTrial` throws.
    public func estimated(_ outlines: [JobOutline]) throws -> (BatchTrial, [JobOutline]) {
        let trial = try BatchTrial(self, outlines)
        let estimated = zip(jobs, outlines).map { job, outline in
            var outline = outline
            outline.seconds = trial.seconds(for: job, outline)
            return outline
        }
        return (trial, estimated)
    }
}

extension BatchJob {
    fileprivate var method: String { request.methods.traits.name }
}
