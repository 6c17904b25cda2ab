internal import SystemFiles

/// Something that happened to a job; one line of JSON in the events file.
package struct BatchEvent: Sendable, Encodable {
    /// What happened.
    package enum Kind: String, Sendable, Encodable {
        /// The merge begins.
        case started
        /// The output is in place.
        case finished
        /// The merge ended with an error; nothing of its output is left.
        case failed
        /// The output was complete already.
        case skipped
    }

    /// When it happened, in UTC: `2026-11-27T06:50:11.042Z`.
    package internal(set) var time = ""
    /// What this run of the batch is called: eight hexadecimal digits, drawn at its start.
    package internal(set) var run = ""
    /// What happened.
    package let event: Kind
    /// The job's name.
    package let job: String
    /// The job's number in the batch, from 1.
    package let number: Int
    /// The number of jobs in the batch.
    package let jobs: Int
    /// Where the merge goes.
    package let output: String
    /// The time that the job took.
    package internal(set) var seconds: Double?
    /// The bytes read from its inputs.
    ///
    /// What was read for several jobs at once is divided among them in proportion to what each would
    /// read alone.
    package internal(set) var bytesRead: Int?
    /// The bytes written to its output.
    package internal(set) var bytesWritten: Int?
    /// What the merge warned of.
    package internal(set) var warnings: [String]?
    /// Why the job failed.
    package internal(set) var error: String?

    enum CodingKeys: String, CodingKey {
        case time, run, event, job, number, jobs, output, seconds, warnings, error
        case bytesRead = "bytes_read"
        case bytesWritten = "bytes_written"
    }

    init(_ event: Kind, _ position: Int, of jobs: [BatchJob]) {
        self.event = event
        job = jobs[position].name
        number = position + 1
        self.jobs = jobs.count
        output = jobs[position].output
    }
}
