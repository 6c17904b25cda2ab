/// The value of a parameter for one tensor, and where it comes from.
public struct ResolvedValue: Sendable, Equatable {
    /// The number, of a parameter that takes one.
    public let number: Double?
    /// What stands in the recipe; of a gradient the entry at or before the tensor's place.
    public let node: YAMLNode
}
