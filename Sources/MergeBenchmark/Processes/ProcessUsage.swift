/// What one run of a program took.
public struct ProcessUsage: Sendable, Codable, Equatable {
    /// The time from its start to its end, in seconds.
    public let seconds: Double
    /// The processor time it spent in its own code, on all cores together.
    public let userSeconds: Double
    /// The processor time it spent in the kernel.
    public let systemSeconds: Double
    /// The largest resident memory that it, or one of its own children, held.
    public let peakMemoryBytes: Int

    enum CodingKeys: String, CodingKey {
        case seconds
        case userSeconds = "user_seconds"
        case systemSeconds = "system_seconds"
        case peakMemoryBytes = "peak_memory_bytes"
    }
}
