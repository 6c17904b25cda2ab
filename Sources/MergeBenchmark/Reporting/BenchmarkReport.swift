internal import MergeVerification

/// Everything that a benchmark found.
public struct BenchmarkReport: Sendable, Codable {
    /// The program and its version.
    public let version: String
    /// The machine.
    public let machine: MachineCard
    /// The inputs' structure.
    public let shape: String
    /// The number of models, not counting the base.
    public let models: Int
    /// The type of all elements.
    public let dtype: String
    /// The number of elements in each checkpoint.
    public let elements: Int
    /// The bytes of all weight files that are read.
    public let inputBytes: Int
    /// The bytes of the weight file that is written.
    public let outputBytes: Int
    /// The threads of the engine and of the peer.
    public let threads: Int
    /// The definition of Model Stock.
    public let variant: String
    /// Whether the inputs were dropped from the page cache before every run.
    public let isCold: Bool
    /// Whether every output was forced to the disk within its run.
    public let isDurable: Bool
    /// The peer and its versions, where there is one.
    public let peer: String?
    /// What each contestant took, the floor first.
    public let contestants: [ContestantResult]
    /// How the outputs compare with each other.
    public let checks: [OutputCheck]

    /// Whether every output holds.
    public var outputsAgree: Bool { checks.allSatisfy(\.distance.ok) }

    enum CodingKeys: String, CodingKey {
        case version, machine, shape, models, dtype, elements
        case inputBytes = "input_bytes"
        case outputBytes = "output_bytes"
        case threads, variant
        case isCold = "cold"
        case isDurable = "durable"
        case peer, contestants, checks
    }
}
