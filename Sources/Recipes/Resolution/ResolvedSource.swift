/// A tensor of an input, and where the values of that input's parameters come from.
public struct ResolvedSource: Sendable {
    /// The input.
    public let model: ModelReference
    /// The tensor's name in it.
    public let tensor: String
    /// The places of the input's values.
    public let scopes: ParameterScopes
}
