/// The naming scheme of a checkpoint and what stands before its names.
public struct DialectFinding: Sendable, Hashable {
    /// The scheme.
    public let dialect: Dialect
    /// The prefix of the names that belong to the scheme, ending in a dot, or empty.
    public let prefix: String
}
