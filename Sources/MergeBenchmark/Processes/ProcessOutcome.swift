/// How one run of a program ended.
public struct ProcessOutcome: Sendable, Equatable {
    /// The exit status; 128 and the number of the signal where one ended the program.
    public let status: Int
    /// What the run took.
    public let usage: ProcessUsage
}
