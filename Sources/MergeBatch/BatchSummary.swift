/// How a batch ended.
public struct BatchSummary: Sendable, Equatable, Encodable {
    /// The number of jobs whose outputs were made.
    public internal(set) var finished = 0
    /// The number of jobs whose outputs were complete already.
    public internal(set) var skipped = 0
    /// The number of jobs that ended with an error.
    public internal(set) var failed = 0
}
