/// How a batch ended.
package struct BatchSummary: Sendable, Equatable, Encodable {
    /// A job that was not done.
    package struct Failure: Sendable, Equatable, Encodable {
        /// The job's name.
        package let job: String
        /// Why it was not done, in one line.
        package let error: String
    }

    /// When it ended, in UTC: `2026-11-27T06:50:11.042Z`.
    package internal(set) var time = ""
    /// What the run was called in its events.
    package internal(set) var run = ""
    /// The number of jobs whose outputs were made.
    package internal(set) var finished = 0
    /// The number of jobs whose outputs were complete already.
    package internal(set) var skipped = 0
    /// The jobs that were not done.
    package internal(set) var failures: [Failure] = []
    /// The bytes read from inputs.
    package internal(set) var bytesRead = 0
    /// The bytes written to outputs.
    package internal(set) var bytesWritten = 0
    /// The time from the start of the run to its end.
    package internal(set) var seconds = 0.0

    /// The number of jobs that were not done.
    package var failed: Int { failures.count }

    enum CodingKeys: String, CodingKey {
        case event, time, run, finished, skipped, failed, failures, seconds
        case bytesRead = "bytes_read"
        case bytesWritten = "bytes_written"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("ended", forKey: .event)
        try container.encode(time, forKey: .time)
        try container.encode(run, forKey: .run)
        try container.encode(finished, forKey: .finished)
        try container.encode(skipped, forKey: .skipped)
        try container.encode(failed, forKey: .failed)
        try container.encode(failures, forKey: .failures)
        try container.encode(bytesRead, forKey: .bytesRead)
        try container.encode(bytesWritten, forKey: .bytesWritten)
        try container.encode(seconds, forKey: .seconds)
    }

    /// Counts a job that has ended.
    mutating func add(_ event: BatchEvent) {
        bytesRead += event.bytesRead ?? 0
        bytesWritten += event.bytesWritten ?? 0
        switch event.event {
        case .finished: finished += 1
        case .skipped: skipped += 1
        case .failed: failures.append(Failure(job: event.job, error: event.error ?? "failed"))
        case .started: preconditionFailure("a job that started has not ended")
        }
    }
}
