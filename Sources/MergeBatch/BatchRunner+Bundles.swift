internal import Checkpoints
internal import MergeEngine
internal import SystemFiles
internal import Workers

// MARK: - Jobs that read the same files

extension BatchRunner {
    /// Does the jobs of a bundle that are due, together where that is possible.
    func run(_ bundle: JobBundle) throws(BatchError) {
        var due: [DueJob] = []
        for position in bundle.positions {
            do {
                if let job = try prepare(position) {
                    due.append(job)
                } else {
                    try end(position, .success(BatchEvent(.skipped, position, of: plan.jobs)))
                }
            } catch {
                try end(position, .failure(error))
            }
        }
        try merge(due[...], of: bundle)
    }

    /// Plans a job again, as its files are now; nil when its output is complete.
    private func prepare(_ position: Int) throws -> DueJob? {
        let job = plan.jobs[position]
        let inputs = try plan.inputs(of: job)
        switch JobState(job, inputs: inputs, journal.entry(of: job.output)) {
        case .complete: return nil
        case .obstructed where !plan.options.output.replaces:
            throw JobObstruction(output: job.output)
        case .due, .obstructed: break
        }
        // What appears only while the merge runs is not replaced.
        var options = options
        options.output.replaces = !OutputFiles.isAbsent(job.output)
        return DueJob(
            position: position,
            job: job,
            inputs: inputs,
            plan: try MergePlan(job.request, options: options)
        )
    }

    private var options: ExecutionOptions { plan.options.share(bundleCount: plan.bundles.count) }

    /// Merges jobs together, or in halves where they have too little in common for that, or too many
    /// inputs for the memory.
    private func merge(_ jobs: ArraySlice<DueJob>, of bundle: JobBundle) throws(BatchError) {
        guard let first = jobs.first else { return }
        if jobs.count == 1 { return try execute(MergeGroup(first.plan), [first], of: bundle) }
        if let group = MergeGroup(jobs.map(\.plan), options: options) {
            return try execute(group, Array(jobs), of: bundle)
        }
        let half = jobs.startIndex + jobs.count / 2
        try merge(jobs[..<half], of: bundle)
        try merge(jobs[half...], of: bundle)
    }

    private func execute(
        _ group: MergeGroup,
        _ jobs: [DueJob],
        of bundle: JobBundle
    ) throws(BatchError) {
        for job in jobs {
            try tell(BatchEvent(.started, job.position, of: plan.jobs))
            try journal.add(job.entry(.started, outputs: []))
        }
        let results = group.merge(
            into: jobs.map(\.job.output),
            cancellation: cancellation
        ) { self.note($0.done, of: bundle) }
        let bytesRead = Self.divided(
            results.reduce(0) { $0 + ((try? $1.get().bytesRead) ?? 0) },
            by: zip(jobs, results).map { job, result in
                (try? result.get()) == nil ? 0 : plan.outlines[job.position].bytesToRead
            }
        )
        for (job, (result, bytesRead)) in zip(jobs, zip(results, bytesRead)) {
            try end(job.position, Result { try self.finished(job, result.get(), bytesRead) })
        }
    }

    /// Divides an amount in proportion to weights, so that the parts add up to it.
    ///
    /// The engine counts what is read for several merges with the one that asked first.
    static func divided(_ amount: Int, by weights: [Int]) -> [Int] {
        let whole = Double(weights.reduce(0, +))
        var (weight, parts, given) = (0, [Int](), 0)
        for part in weights {
            weight += part
            let upToHere =
                whole > 0 ? Int((Double(amount) * (Double(weight) / whole)).rounded()) : 0
            parts.append(upToHere - given)
            given = upToHere
        }
        return parts
    }

    private func finished(
        _ job: DueJob,
        _ report: MergeReport,
        _ bytesRead: Int
    ) throws -> BatchEvent {
        let outputs = try OutputFiles.fingerprints(of: job.job.output)
        try journal.add(job.entry(.finished, outputs: outputs))
        var event = BatchEvent(.finished, job.position, of: plan.jobs)
        event.seconds = report.seconds
        event.bytesRead = bytesRead
        event.bytesWritten = report.bytesWritten
        event.warnings = report.warnings
        return event
    }
}

/// A job that has to be done.
private struct DueJob {
    let position: Int
    let job: BatchJob
    let inputs: [JournalEntry.Input]
    let plan: MergePlan

    func entry(_ state: JournalEntry.State, outputs: [FileFingerprint]) -> JournalEntry {
        JournalEntry(
            state: state,
            job: job.name,
            output: job.output,
            recipe: job.recipe,
            inputs: inputs,
            outputs: outputs
        )
    }
}

/// Something is where a job's output should go.
package struct JobObstruction: Error, CustomStringConvertible {
    let output: String

    package var description: String {
        "\(output): is there already and was not left so by this batch: remove it, give it another "
            + "name, or let the batch replace it"
    }
}
