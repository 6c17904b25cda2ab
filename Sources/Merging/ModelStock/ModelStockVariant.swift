/// The published definitions of Model Stock, and two generalisations of our own.
public enum ModelStockVariant: String, Sendable, CaseIterable {
    /// The paper (Jang, Yun, Han, arXiv 2403.19522), with the mean of the pairwise cosines.
    case paper
    /// The authors' notebook, for two models.
    case official
    /// mergekit 0.1.5.
    case mergekit
    /// fusion_bench 0.2.33.
    case fusionBench = "fusion_bench"
    /// sd-mecha 1.1.5.
    case sdMecha = "sd_mecha"
    /// One coefficient per model, from the Gram matrix: for task vectors of unequal norms.
    case gram
    /// One ratio from the Gram matrix.
    case gramScalar = "gram_scalar"
}
