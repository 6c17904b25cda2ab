internal import Checkpoints

/// What the journal and the disk together say of a job.
enum JobState {
    /// The output is complete, of the same recipe and the same inputs.
    case complete
    /// The output must be made; what is in its place is the batch's own, or nothing.
    case due
    /// Something is in the output's place that the batch did not make.
    case obstructed

    /// Whether something is in a job's place that the batch did not make.
    static func isObstructed(_ job: BatchJob, _ entry: JournalEntry?) -> Bool {
        if case .obstructed = JobState(job, inputs: [], entry) { true } else { false }
    }

    /// Compares a job with the last entry of its output.
    init(_ job: BatchJob, inputs: [JournalEntry.Input], _ entry: JournalEntry?) {
        let present = try? OutputFiles.fingerprints(of: job.output)
        switch (entry, present) {
        case (nil, nil): self = OutputFiles.isAbsent(job.output) ? .due : .obstructed
        case (let entry?, nil):
            let isFree =
                OutputFiles.isAbsent(job.output)
                || entry.state == .finished && OutputFiles.areRemains(of: entry.outputs)
            self = isFree ? .due : .obstructed
        case (nil, _): self = .obstructed
        case (let entry?, let present?):
            guard entry.state == .finished else {
                // Put in place by a run that was killed before it could say so, or there before.
                self = OutputFiles.recipe(of: job.output) == entry.recipe ? .due : .obstructed
                return
            }
            guard entry.outputs == present else {
                self = .obstructed
                return
            }
            let isSame =
                entry.recipe == job.recipe && entry.inputs.count == inputs.count
                && zip(entry.inputs, inputs).allSatisfy { $0.matches($1) }
            self = isSame ? .complete : .due
        }
    }
}
