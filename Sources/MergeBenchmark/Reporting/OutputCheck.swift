public import MergeVerification

/// The comparison of two contestants' outputs.
public struct OutputCheck: Sendable, Codable {
    /// The contestant whose output is checked.
    public let checked: ContestantKind
    /// The contestant whose output counts as right.
    public let against: ContestantKind
    /// How far elements may lie apart, in words.
    public let rule: String
    /// How far they do.
    public let distance: OutputDistance
}
