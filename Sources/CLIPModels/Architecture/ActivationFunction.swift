/// The function between the two matrices of a transformer block's MLP.
///
/// No tensor says which one a model was trained with; the wrong one costs accuracy silently.
public enum ActivationFunction: String, Sendable, CaseIterable {
    /// x · σ(1.702 x), as OpenAI trained its models.
    case quickGELU = "quickgelu"
    /// x · Φ(x) with the distribution function Φ of the normal distribution.
    case gelu

    /// The name in the configurations of transformers.
    public var configurationName: String { self == .quickGELU ? "quick_gelu" : rawValue }
}
