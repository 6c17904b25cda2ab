/// The choices behind one Model Stock merge.
public struct ReferenceOptions: Sendable, Equatable {
    /// The preset whose formulas are followed.
    public var variant: ReferenceVariant
    /// Whether the ratio t is confined to 0...1 (option `clamp_t = 01`, section 5).
    public var clampRatio: Bool
    /// The bounds of the coefficients; only variant `gram` looks at them.
    public var lambdaBounds: ReferenceLambdaBounds
    /// The right-hand side of the coefficients; only variant `gram` looks at it.
    public var linearTerm: ReferenceLinearTerm

    /// Makes the choices; the defaults are those of the page.
    ///
    /// - Parameters:
    ///   - variant: The preset whose formulas are followed.
    ///   - clampRatio: Whether the ratio t is confined to 0...1.
    ///   - lambdaBounds: The bounds of the coefficients of variant `gram`.
    ///   - linearTerm: The right-hand side of the coefficients of variant `gram`.
    public init(
        variant: ReferenceVariant = .paper,
        clampRatio: Bool = false,
        lambdaBounds: ReferenceLambdaBounds = .none,
        linearTerm: ReferenceLinearTerm = .constant
    ) {
        self.variant = variant
        self.clampRatio = clampRatio
        self.lambdaBounds = lambdaBounds
        self.linearTerm = linearTerm
    }
}
