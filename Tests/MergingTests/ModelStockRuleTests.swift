import Merging
import Tensors
import Testing

@Suite("Model Stock's special cases")
struct ModelStockRuleTests {
    private func decide(
        _ deltas: [[Double]],
        _ options: ModelStockOptions = ModelStockOptions()
    ) -> LayerDecision {
        ModelStock(modelCount: deltas.count, options: options)
            .decide(.modelStock, gram: gram(deltas))
    }

    @Test("no model changed the layer: the base's bytes", arguments: ModelStockVariant.allCases)
    func allZero(variant: ModelStockVariant) {
        let decision = decide([[0, 0], [0, 0]], ModelStockOptions(variant: variant))
        #expect(decision.action == .copyBase && decision.rule == .copy)
        #expect(decision.warnings.isEmpty)
    }

    @Test("one model changed the layer: the base, and a warning names the other")
    func oneZero() {
        let decision = decide([[1, 2], [0, 0]])
        #expect(decision.action == .copyBase && decision.rule == .copy && decision.ratio == 0)
        #expect(decision.warnings == [.unchanged(models: [1])])
    }

    @Test("an unchanged one of three counts as cosine 0 with both others")
    func oneZeroOfThree() {
        let decision = decide([[1, 0], [1, 0], [0, 0]])
        // c = 1/3, t = 3c / (1 + 2c) = 0.6
        #expect(((decision.ratio ?? 0) - 0.6).magnitude < 1e-15)
        #expect(decision.warnings == [.unchanged(models: [2])])
    }

    @Test("orthogonal task vectors give exactly the base", arguments: ModelStockVariant.allCases)
    func orthogonal(variant: ModelStockVariant) {
        let decision = decide([[1, 0], [0, 1]], ModelStockOptions(variant: variant))
        #expect(decision.action == .copyBase && decision.rule == .copy)
    }

    @Test("opposite task vectors are singular")
    func opposite() {
        let decision = decide([[1, 0], [-1, 0]])
        #expect(decision.action == .copyBase && decision.rule == .singular)
        #expect(decision.warnings == [.singular])
        let third = decide([[1, 0], [-0.5, 0.75.squareRoot()], [-0.5, -0.75.squareRoot()]])
        #expect(third.rule == .singular)
    }

    @Test("the official variant extrapolates there, as its authors' notebook does")
    func oppositeOfficial() {
        let decision = decide([[1, 0], [-1, 0]], ModelStockOptions(variant: .official))
        #expect((decision.ratio ?? 0) < -0.9e8)
    }

    @Test("equal task vectors give cosine and ratio exactly 1")
    func equal() {
        let deltas = randomDeltas(count: 1, length: 100, seed: 7)
        for count in 2...5 {
            let decision = decide(Array(repeating: deltas[0], count: count))
            #expect(decision.cosine == 1 && decision.ratio == 1)
            #expect(decision.action == .combine(.ratio(1, modelCount: count)))
        }
    }

    @Test("a negative cosine lies beyond the base, with a warning; a clamp keeps the base")
    func negative() {
        let deltas = [[1, 0], [-0.5, 0.75.squareRoot()]]
        let free = decide(deltas)
        #expect((free.ratio ?? 0) < -1.99 && free.warnings == [.negativeCosine])
        let clamped = decide(deltas, ModelStockOptions(clampsRatio: true))
        #expect(clamped.action == .copyBase && clamped.rule == .copy && clamped.warnings.isEmpty)
    }

    @Test("extreme norms neither overflow nor vanish", arguments: [1e-160, 1e-90, 1e90, 1e150])
    func extremeNorms(scale: Double) {
        let decision = decide([[3 * scale, 4 * scale], [4 * scale, 3 * scale]])
        #expect(((decision.cosine ?? 0) - 0.96).magnitude < 1e-3)
    }

    @Test("the ratio does not change with the models' order or the scale of one", arguments: 2...6)
    func invariance(count: Int) {
        let deltas = randomDeltas(count: count, length: 50, seed: 11)
        let ratio = decide(deltas).ratio ?? .nan
        let reversed = decide(deltas.reversed()).ratio ?? .nan
        let scaled = decide([deltas[0].map { $0 * 3 }] + deltas.dropFirst()).ratio ?? .nan
        // c is a mean of at most 15 quotients, each within a few units of the last place.
        #expect((ratio - reversed).magnitude < 64 * Double.ulpOfOne)
        #expect((ratio - scaled).magnitude < 64 * Double.ulpOfOne)
    }

    @Test("which tensors are averaged plainly")
    func rules() {
        func rule(_ name: String, _ count: Int, _ variant: ModelStockVariant) -> LayerRule {
            ModelStock(modelCount: 2, options: ModelStockOptions(variant: variant))
                .rule(for: LayerTraits(name: name, shape: .vector(count)))
        }
        #expect(rule("logit_scale", 1, .paper) == .average)
        #expect(rule("logit_scale", 1, .mergekit) == .modelStock)
        #expect(rule("model.logit_scale", 1, .official) == .average)
        #expect(rule("module.model.logit_scale", 1, .official) == .average)
        #expect(rule("module.model.logit_scale", 1, .fusionBench) == .modelStock)
        #expect(rule("model.positional_embedding", 99, .official) == .average)
        #expect(rule("model.visual.positional_embedding", 99, .official) == .modelStock)
        #expect(rule("bn.running_var", 99, .mergekit) == .average)
        #expect(rule("visual.proj", 99, .paper) == .modelStock)
    }
}
