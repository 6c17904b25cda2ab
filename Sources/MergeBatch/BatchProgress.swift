/// How far a batch has come.
public struct BatchProgress: Sendable {
    /// The jobs that have ended so far.
    public let summary: BatchSummary
    /// The number of all jobs.
    public let jobCount: Int
    /// The bytes read from inputs so far.
    public let bytesRead: Int
    /// The bytes that all jobs read at most.
    public let bytesToRead: Int
}
