/// The choices behind one Model Stock merge.
package struct ReferenceOptions: Sendable, Equatable {
    /// The preset whose formulas are followed.
    package var variant: ReferenceVariant
    /// Whether the ratio t is confined to 0...1 (option `clamp_t = 01`, section 5).
    package var clampRatio: Bool
    /// The bounds of the coefficients; only variant `gram` looks at them.
    package var lambdaBounds: ReferenceLambdaBounds
    /// The right-hand side of the coefficients; only variant `gram` looks at it.
    package var linearTerm: ReferenceLinearTerm

    /// Makes the choices; the defaults are those of the page.
    ///
    /// - Parameters:
    ///   - variant: The preset whose formulas are followed.
    ///   - clampRatio: Whether the ratio t is confined to 0...1.
    ///   - lambdaBounds: The bounds of the coefficients of variant `gram`.
    ///   - linearTerm: The right-hand side of the coefficients of variant `gram`.
    package init(
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

/// What the coefficients of variant `gram` are confined to (option `lambda_bounds`, section 7).
package enum ReferenceLambdaBounds: String, Sendable, CaseIterable {
    /// The coefficients are the plain solution of G λ = b.
    case none
    /// The coefficients minimise ½ λᵀGλ - bᵀλ subject to λ >= 0 and Σλ <= 1.
    case simplex
}

/// The estimate b of the products of each task vector with the centre (option `b`, section 7).
package enum ReferenceLinearTerm: String, Sendable, CaseIterable {
    /// The mean m of all off-diagonal entries of G, the same for every model.
    case constant
    /// The mean of the off-diagonal entries of the model's own column of G.
    case columns
}

/// A preset of Model Stock: the paper's definition, one of its implementations, or ours.
///
/// Section 6 of the Model Stock page lists what distinguishes them; section 7 defines the last two.
package enum ReferenceVariant: String, Sendable, CaseIterable {
    /// The definition of section 1: mean of the pairwise cosines, exact cosines.
    case paper
    /// The notebook of the paper's authors: two models, 1e-8 added to both denominators.
    case official
    /// mergekit: the product of two norms is floored at 1e-6.
    case mergekit
    /// fusion_bench: like `official` for any number of models, mean of the angles in degrees.
    case fusionBench = "fusion_bench"
    /// sd-mecha: every norm floored at 1e-6, adjacent pairs only, no clamp of the cosine.
    case sdMecha = "sd_mecha"
    /// Section 7: one coefficient per model from the Gram matrix.
    case gram
    /// Section 7: one ratio from the means of the Gram matrix.
    case gramScalar = "gram_scalar"
}
