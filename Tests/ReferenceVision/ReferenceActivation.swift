internal import Glibc

/// The nonlinearity of an MLP.
package enum ReferenceActivation: String, Sendable, CaseIterable {
    /// `x σ(1.702 x)`.
    case quickGELU
    /// `x Φ(x)`.
    case gelu

    /// The function's value.
    ///
    /// - Numerics: a few roundings in Double.
    package func callAsFunction(_ x: Double) -> Double {
        switch self {
        case .quickGELU: x / (1 + exp(-1.702 * x))
        case .gelu: x * erfc(-x / 2.0.squareRoot()) / 2
        }
    }
}
