package import MergeVerification

/// Everything that a benchmark found.
package struct BenchmarkReport: Sendable, Codable {
    /// The program and its version.
    package let version: String
    /// The machine.
    package let machine: MachineCard
    /// The inputs' structure.
    package let shape: String
    /// The number of models, not counting the base.
    package let models: Int
    /// The type of all elements.
    package let dtype: String
    /// The number of elements in each checkpoint.
    package let elements: Int
    /// The bytes of all weight files that are read.
    package let inputBytes: Int
    /// The bytes of the weight file that is written.
    package let outputBytes: Int
    /// The threads of the engine and of the peer.
    package let threads: Int
    /// The definition of Model Stock.
    package let variant: String
    /// Whether the inputs were dropped from the page cache before every run.
    package let isCold: Bool
    /// Whether every output was forced to the disk within its run.
    package let isDurable: Bool
    /// The peer and its versions, where there is one.
    package let peer: String?
    /// The time of the peer's `--help`: what it takes to start, in seconds.
    package let peerStartSeconds: Double?
    /// What each contestant took, the floor first.
    package let contestants: [ContestantResult]
    /// How the outputs compare with each other.
    package let checks: [OutputCheck]

    /// How many times as long as the engine the peer takes, by the medians; nil where that would say little:
    /// from one run of either, or where the peer takes more than half of its time to start.
    package var peerRatio: Double? {
        guard let peer = contestants.first(where: { $0.name == .mergekit }),
            let engine = contestants.first(where: { $0.name == .engine }),
            min(peer.samples.count, engine.samples.count) > 1, !peerMostlyStarts
        else { return nil }
        return peer.medianSeconds / engine.medianSeconds
    }

    /// Whether the peer takes more than half of its time to start.
    package var peerMostlyStarts: Bool {
        guard let peer = contestants.first(where: { $0.name == .mergekit }), let peerStartSeconds
        else { return false }
        return peerStartSeconds > 0.5 * peer.medianSeconds
    }

    /// What makes times doubtful, one line each: runs that differ, and waiting.
    package var doubts: [String] { contestants.flatMap(\.doubts) }

    /// Whether every output holds.
    package var outputsAgree: Bool { checks.allSatisfy(\.distance.ok) }

    enum CodingKeys: String, CodingKey {
        case version, machine, shape, models, dtype, elements
        case inputBytes = "input_bytes"
        case outputBytes = "output_bytes"
        case threads, variant
        case isCold = "cold"
        case isDurable = "durable"
        case peer, contestants, checks
        case peerStartSeconds = "peer_start_seconds"
    }
}

/// The comparison of two contestants' outputs.
package struct OutputCheck: Sendable, Codable {
    /// The contestant whose output is checked.
    package let checked: ContestantKind
    /// The contestant whose output counts as right.
    package let against: ContestantKind
    /// How far elements may lie apart, in words.
    package let rule: String
    /// How far they do.
    package let distance: OutputDistance
}
