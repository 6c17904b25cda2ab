/// What a job is called, where its merge goes, and where the file of jobs says so.
public struct JobPlace: Sendable, Equatable {
    /// What events and messages call it.
    public let name: String
    /// Where the merge goes.
    public let output: String
    /// Where it stands, `FILE:LINE`, for messages.
    public let line: String?

    /// Names a job.
    public init(name: String, output: String, line: String? = nil) {
        self.name = name
        self.output = output
        self.line = line
    }
}
