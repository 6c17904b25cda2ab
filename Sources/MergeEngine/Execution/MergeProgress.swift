/// How far a merge has come.
public struct MergeProgress: Sendable {
    /// The bytes read from inputs so far, both passes together.
    public let bytesRead: Int
    /// The bytes that both passes read at most.
    public let bytesToRead: Int
    /// The time since the first read, in seconds.
    public let seconds: Double

    /// The time left at the rate so far, in seconds; nil before anything was read.
    public var secondsLeft: Double? {
        bytesRead == 0 ? nil : seconds / Double(bytesRead) * Double(max(0, bytesToRead - bytesRead))
    }
}
