/// Something that happened to a job; one line of JSON in the events file.
public struct BatchEvent: Sendable, Encodable {
    /// What happened.
    public enum Kind: String, Sendable, Encodable {
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
    public let event: Kind
    /// The job's name.
    public let job: String
    /// Where the merge goes.
    public let output: String
    /// The time that the job took.
    public var seconds: Double?
    /// The bytes read from its inputs.
    public var bytesRead: Int?
    /// The bytes written to its output.
    public var bytesWritten: Int?
    /// What the merge warned of.
    public var warnings: [String]?
    /// Why the job failed.
    public var error: String?

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
