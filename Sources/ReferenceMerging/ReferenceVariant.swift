/// A preset of Model Stock: the paper's definition, one of its implementations, or ours.
///
/// Section 6 of the Model Stock page lists what distinguishes them; section 7 defines the last two.
public enum ReferenceVariant: String, Sendable, CaseIterable {
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
