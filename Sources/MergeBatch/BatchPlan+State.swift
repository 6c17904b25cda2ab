internal import CLIPModels
internal import Checkpoints
internal import MergeEngine
internal import SystemFiles
internal import TextFormats

extension BatchPlan {
    /// The outlines of the jobs, with those marked whose outputs are complete or obstructed; writes
    /// nothing.
    ///
    /// - Parameter path: The file that remembers what is done, which need not be there.
    /// - Returns: One outline for each job.
    /// - Throws: `BatchError.file` when it cannot be read; `CheckpointError` for inputs that have
    ///   gone since they were planned.
    package func outlines(journal path: String) throws -> [JobOutline] {
        let entries = try Journal.entries(ofFile: path)
        return try zip(jobs, outlines).map { job, outline in
            var outline = outline
            let entry = entries[job.output]
            // Checksums take as long as reading; they are of use only where there are some to compare.
            let state = JobState(job, inputs: entry == nil ? [] : try inputs(of: job), entry)
            if case .complete = state { outline.isComplete = true }
            if case .obstructed = state { outline.isObstructed = true }
            return outline
        }
    }

    /// The most memory that all jobs which run at a time are planned to take, in bytes.
    ///
    /// Jobs that are merged together hold tiles of all their inputs, as many as the limit allows.
    package var memoryByteCount: Int {
        if bundles.contains(where: { $0.positions.count > 1 }) { return options.memoryLimit }
        return outlines.map(\.memoryBytes).sorted(by: >).prefix(options.concurrentJobs)
            .reduce(0, +)
    }

    /// The files of a job's inputs as they are now.
    func inputs(of job: BatchJob) throws -> [JournalEntry.Input] {
        try job.request.checkpoints.flatMap { input in
            let checkpoint = try input.openModel()
            let checksums = options.comparesChecksums ? try checkpoint.checksums() : []
            return try checkpoint.files.enumerated().map { position, file in
                JournalEntry.Input(
                    file: try .of(file),
                    checksum: checksums.isEmpty ? nil : checksums[position]
                )
            }
        }
    }
}
