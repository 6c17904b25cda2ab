internal import LinearAlgebra

/// LFC, the label-feature correlation: the Pearson correlation between the entries of `F Fᵀ` and of
/// the label kernel K, `K_ij = 1` for one class and -1 for two.
///
///     A   = XᵀX,   μᵀAμ = |Xμ|^2,   p = sum n_c^2 / n^2
///     LFC = (sum |S_c|^2 + 2 sum n_c S_c·μ) / (n sqrt(p (1 - p)) sqrt(|A|^2 + 2 n μᵀAμ))
///
/// Deshpande et al., "A linearized framework and a new benchmark for model selection for fine-tuning",
/// arXiv 2102.00084, section 3; the sum is rearranged so that a large common mean does not cancel.
/// The kernel's diagonal takes part and nothing is centred, so that LFC depends on the origin of the
/// features; `centred` does not.
package struct LinearFeatureCorrelation: Sendable {
    /// LFC.
    package let plain: ScoreOutcome
    /// LFC of the centred features.
    package let centred: ScoreOutcome
    /// CKA, the centred kernel alignment between the features and the one-hot labels.
    package let centredKernelAlignment: ScoreOutcome

    /// Computes the three.
    ///
    /// - Complexity: O(n d min(n, d)).
    /// - Numerics: Sums in 64 bits, without cancellation between terms that grow with the mean.
    package init(_ sample: LabelledFeatures) {
        let n = Double(sample.imageCount)
        guard sample.imageCount > 1, sample.classCount > 1 else {
            let reason = ScoreOutcome.undefined("fewer than two images or classes")
            (plain, centred, centredKernelAlignment) = (reason, reason, reason)
            return
        }
        let squares = sample.classCounts.reduce(0) { $0 + $1 * $1 }
        let cubes = sample.classCounts.reduce(0) { $0 + $1 * $1 * $1 }
        let p = sample.sameClassShare
        let gramNorm = LabelledFeatures.smallerGram(of: sample.centred).frobeniusNorm
        let projected = DenseMatrix(sample.mean, rows: 1, columns: sample.dimension)
            .product(with: sample.centred, transposingOther: true).frobeniusNorm
        let within = sample.classSums.frobeniusNorm * sample.classSums.frobeniusNorm
        var shift = 0.0
        for (number, count) in sample.classCounts.enumerated() {
            let sums = Array(sample.classSums.row(number))
            shift += count * dot(sums.span, sample.mean.span)
        }
        let reason = "all features are equal"
        let spread = n * (p * (1 - p)).squareRoot()
        let total = (gramNorm * gramNorm + 2 * n * projected * projected).squareRoot()
        plain = ScoreOutcome((within + 2 * shift) / (spread * total), orWhenNotFinite: reason)
        centred = ScoreOutcome(within / (spread * gramNorm), orWhenNotFinite: reason)
        let labels = (squares - 2 * cubes / n + squares * squares / (n * n)).squareRoot()
        centredKernelAlignment = ScoreOutcome(within / (gramNorm * labels), orWhenNotFinite: reason)
    }
}
