/// What the coefficients of variant `gram` are confined to (option `lambda_bounds`, section 7).
public enum ReferenceLambdaBounds: String, Sendable, CaseIterable {
    /// The coefficients are the plain solution of G λ = b.
    case none
    /// The coefficients minimise ½ λᵀGλ - bᵀλ subject to λ >= 0 and Σλ <= 1.
    case simplex
}
