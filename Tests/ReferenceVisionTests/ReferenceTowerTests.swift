import ReferenceVision
import Testing

@Suite("The naive forward")
struct ReferenceTowerTests {
    /// Published values of both functions at 1: σ(1.702) and Φ(1).
    @Test func activations() {
        #expect(abs(ReferenceActivation.quickGELU(1) - 0.845795) < 1e-6)
        #expect(abs(ReferenceActivation.gelu(1) - 0.841345) < 1e-6)
        #expect(ReferenceActivation.quickGELU(0) == 0 && ReferenceActivation.gelu(0) == 0)
    }

    /// Without blocks only the class token counts: LN(LN(c + p)) times the projection.
    @Test func classTokenAlone() {
        let tower = ReferenceTower(
            tensors: [
                "visual.class_embedding": [1, 2], "visual.positional_embedding": [0, 3, 5, 5],
                "visual.conv1.weight": [1, 1, 1, 1, 1, 1],
                "visual.ln_pre.weight": [1, 1], "visual.ln_pre.bias": [0, 0],
                "visual.ln_post.weight": [2, 2], "visual.ln_post.bias": [0, 1],
                "visual.proj": [1, 0, 10, 1],
            ],
            headCount: 1,
            activation: .gelu
        )
        // c + p = (1, 5) becomes (-1, 1) but for epsilon, then (-2, 3).
        let features = tower.features(of: [0, 0, 0])
        #expect(abs(features[0] - 28) < 1e-3 && abs(features[1] - 3) < 1e-3)
    }

    /// One patch and no blocks: its token is LN(0 + p) = (-1, 1) but for epsilon, and that is all
    /// that is pooled.
    @Test(
        "the mean of the patches; the last normalisation before, after, or not at all",
        arguments: [
            (ReferenceVariant.FinalNorm.beforePooling, [-2.0, 3]), (.afterPooling, [-2, 3]),
            (.none, [-1, 1]),
        ]
    )
    func patchMean(finalNorm: ReferenceVariant.FinalNorm, expected: [Double]) {
        let tower = ReferenceTower(
            tensors: [
                "visual.class_embedding": [9, 2], "visual.positional_embedding": [0, 3, 5, 9],
                "visual.conv1.weight": [0, 0, 0, 0, 0, 0],
                "visual.ln_pre.weight": [1, 1], "visual.ln_pre.bias": [0, 0],
                "visual.ln_post.weight": [2, 2], "visual.ln_post.bias": [0, 1],
            ],
            headCount: 1,
            activation: .gelu,
            variant: ReferenceVariant(averagesPatches: true, finalNorm: finalNorm)
        )
        let features = tower.features(of: [0, 0, 0])
        #expect(zip(features, expected).allSatisfy { abs($0 - $1) < 1e-4 })
    }

    /// The variance of (-1, 1) is 1: with epsilon 3 the norm halves it.
    @Test func epsilon() {
        let tower = ReferenceTower(
            tensors: [
                "visual.class_embedding": [-1, 1], "visual.positional_embedding": [0, 0, 0, 0],
                "visual.conv1.weight": [0, 0, 0, 0, 0, 0],
                "visual.ln_pre.weight": [1, 1], "visual.ln_pre.bias": [0, 0],
            ],
            headCount: 1,
            activation: .gelu,
            variant: ReferenceVariant(finalNorm: .none, epsilon: 3)
        )
        #expect(tower.features(of: [0, 0, 0]) == [-0.5, 0.5])
    }

    @Test func logitsOfNormalisedFeatures() {
        let logits = referenceLogits(features: [3, 4], weights: [5, 0, 0, 5], bias: [1, -1])
        #expect(logits == [4, 3])
    }
}
