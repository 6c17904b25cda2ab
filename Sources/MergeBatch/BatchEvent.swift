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

    /// What happened.
    package let event: Kind
    /// The job's name.
    package let job: String
    /// Where the merge goes.
    package let output: String
    /// The time that the job took.
    package var seconds: Double?
    /// The bytes read from its inputs.
    package var bytesRead: Int?
    /// The bytes written to its output.
    package var bytesWritten: Int?
    /// What the merge warned of.
    package var warnings: [String]?
    /// Why the job failed.
    package var error: String?

    enum CodingKeys: String, CodingKey {
        case event, job, output, seconds, warnings, error
        case bytesRead = "bytes_read"
        case bytesWritten = "bytes_written"
    }

    init(_ event: Kind, _ job: BatchJob) {
        self.event = event
        self.job = job.name
        output = job.output
    }
}
