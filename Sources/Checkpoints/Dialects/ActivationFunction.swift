/// The function between the two matrices of a transformer block's perceptron.
public enum ActivationFunction: String, Sendable, CaseIterable {
    /// x · σ(1.702 x), as OpenAI trained its models.
    case quickGELU = "quick_gelu"
    /// x · Φ(x) with the distribution function Φ of the normal distribution.
    case gelu
}
