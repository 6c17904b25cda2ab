/// The cosine c of a layer, aggregated over pairs of models, and its angle.
struct MeanCosine {
    /// The aggregated cosine.
    var cosine: Double
    /// The angle of the aggregate in degrees.
    var angle: Double
}

/// Returns the mean over the pairs of a variant (section 6).
///
///     fusion_bench   mean of the angles in degrees over all pairs, then its cosine
///     sd_mecha       mean of the cosines over the adjacent pairs (i, i+1)
///     the others     mean of the cosines over all N(N-1)/2 pairs
func meanCosine(of gram: [[Double]], variant: ReferenceVariant) -> MeanCosine {
    var pairCount = 0
    var sumOfCosines = 0.0
    var sumOfAngles = 0.0
    for i in 0..<gram.count {
        for j in (i + 1)..<gram.count where variant != .sdMecha || j == i + 1 {
            let cosine = pairCosine(i, j, of: gram, variant: variant)
            pairCount += 1
            sumOfCosines += cosine
            sumOfAngles += degrees(ofCosine: cosine)
        }
    }
    if variant == .fusionBench {
        let angle = sumOfAngles / Double(pairCount)
        return MeanCosine(cosine: cosine(ofDegrees: angle), angle: angle)
    }
    let mean = sumOfCosines / Double(pairCount)
    return MeanCosine(cosine: mean, angle: degrees(ofCosine: mean))
}

/// Returns the cosine c_ij of two task vectors as a variant computes it (section 6).
///
///     paper, gram, gram_scalar   G_ij / sqrt(G_ii · G_jj), 0 if either is exactly zero
///     official, fusion_bench     G_ij / (sqrt(G_ii · G_jj) + 1e-8)
///     mergekit                   G_ij / max(‖δ_i‖ · ‖δ_j‖, 1e-6)
///     sd_mecha                   G_ij / (max(‖δ_i‖, 1e-6) · max(‖δ_j‖, 1e-6)), not clamped
///
/// All but the last are clamped to [-1, 1].
func pairCosine(_ i: Int, _ j: Int, of gram: [[Double]], variant: ReferenceVariant) -> Double {
    let product = gram[i][j]
    let firstNorm = gram[i][i].squareRoot()
    let secondNorm = gram[j][j].squareRoot()
    switch variant {
    case .paper, .gram, .gramScalar:
        if gram[i][i] == 0 || gram[j][j] == 0 { return 0 }
        let normProduct = productOfNorms(gram[i][i], gram[j][j])
        return limited(product / normProduct, from: -1, to: 1)
    case .official, .fusionBench:
        let normProduct = productOfNorms(gram[i][i], gram[j][j])
        return limited(product / (normProduct + 1e-8), from: -1, to: 1)
    case .mergekit:
        return limited(product / max(firstNorm * secondNorm, 1e-6), from: -1, to: 1)
    case .sdMecha:
        return product / (max(firstNorm, 1e-6) * max(secondNorm, 1e-6))
    }
}

/// Returns ‖a‖ · ‖b‖ from the squares of the norms.
///
/// The root of the product is exactly ‖a‖² for identical vectors. Only where the product leaves the
/// normal range of Double, as it may for f64 storage, the roots are multiplied (section 4).
private func productOfNorms(_ firstSquare: Double, _ secondSquare: Double) -> Double {
    let productOfSquares = firstSquare * secondSquare
    if productOfSquares.isNormal {
        return productOfSquares.squareRoot()
    }
    return firstSquare.squareRoot() * secondSquare.squareRoot()
}
