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
