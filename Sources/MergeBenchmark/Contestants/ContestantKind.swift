/// What can be measured.
public enum ContestantKind: String, Sendable, Codable, CaseIterable {
    /// Reads every input once and copies the base: the least that a merge has to do.
    case floor
    /// The naive reference, one whole tensor after the other.
    case naive
    /// The streaming engine.
    case engine
    /// mergekit's `mergekit-pytorch`.
    case mergekit
}
