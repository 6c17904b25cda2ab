internal import Checkpoints
internal import MergeEngine
internal import Merging
internal import SystemFiles

/// What this machine does in a second, learned from a little of a batch's own work.
package struct BatchTrial: Sendable {
    /// For each method the bytes of inputs that it reads and merges in a second.
    package let mergingRates: [String: Double]
    /// The bytes of outputs that are written in a second; nil where nothing is due.
    package let writingRate: Double?

    /// The time that a job takes in addition to reading, merging and writing.
    private let planningSeconds: Double

    private static let sampleByteCount = 96 << 20

    /// Merges some layers for each method, and writes a file next to the first output, all of which is
    /// removed again.
    ///
    /// - Parameters:
    ///   - plan: The batch.
    ///   - outlines: Its jobs, with those marked that are not due.
    /// - Throws: `CheckpointError` where nothing can be written. What is wrong with a job's inputs is
    ///   that job's failure, and the next one of its method is tried.
    /// - Complexity: O(methods) time, about a tenth of a second for each; memory as planned.
    package init(_ plan: BatchPlan, _ outlines: [JobOutline]) throws {
        var rates: [String: Double] = [:]
        var options = plan.options.share(bundleCount: 1)
        options.threads = plan.options.threads
        let due = zip(plan.jobs, outlines).filter { !$1.isComplete }
        for (job, _) in due where rates[job.method] == nil {
            rates[job.method] = Self.rate(of: job, options)
        }
        mergingRates = rates
        planningSeconds = plan.planningSeconds
        writingRate = try due.first.map { job, outline in
            try WritingRate(
                byteCount: outline.bytesToWrite,
                inFolder: OutputFiles.existingFolder(above: job.output),
                isDurable: plan.options.output.isDurable
            ).bytesPerSecond
        }
    }

    /// The bytes that a job reads and merges in a second; nil where that fails, or nothing is read.
    private static func rate(of job: BatchJob, _ options: ExecutionOptions) -> Double? {
        guard let plan = try? MergePlan(job.request, options: options),
            let result = try? plan.rehearse(byteCount: sampleByteCount),
            result.bytesRead > 0
        else { return nil }
        return Double(result.bytesRead) / max(result.seconds, 1e-9)
    }

    /// The time that a job takes alone; nil where the trial found none.
    func seconds(for job: BatchJob, _ outline: JobOutline) -> Double? {
        if outline.isComplete { return 0 }
        guard let merging = mergingRates[job.method], let writingRate else { return nil }
        return planningSeconds + Double(outline.bytesToRead) / merging
            + Double(outline.bytesToWrite) / writingRate
    }
}

extension BatchPlan {
    /// The outlines with the time that each job takes, by a trial.
    ///
    /// - Throws: What `BatchTrial` throws.
    package func estimated(_ outlines: [JobOutline]) throws -> (BatchTrial, [JobOutline]) {
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
    fileprivate var method: String { request.recipe.method.name }
}
