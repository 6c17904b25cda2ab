import Merging
import ReferenceMerging
import Testing

@Suite("Decisions against the naive reference")
struct ReferenceComparisonTests {
    @Test(
        "every variant, two to six models",
        arguments: ModelStockVariant.allCases,
        2...6
    )
    func variants(variant: ModelStockVariant, count: Int) throws {
        guard variant != .official || count == 2 else { return }
        for seed in 1...20 as ClosedRange<UInt64> {
            let deltas = randomDeltas(count: count, length: 24, seed: seed &* 977)
            try compare(variant, deltas, bounded: false)
            if variant == .gram { try compare(variant, deltas, bounded: true) }
        }
    }

    private func compare(
        _ variant: ModelStockVariant,
        _ deltas: [[Double]],
        bounded: Bool
    ) throws {
        let base = deltas[0].map { _ in 0.0 }
        let name = try #require(ReferenceVariant(rawValue: variant.rawValue))
        let expected = try referenceModelStock(
            base: [base],
            models: deltas.map { [$0] },
            storage: .f64,
            options: ReferenceOptions(variant: name, lambdaBounds: bounded ? .simplex : .none)
        )
        let options = ModelStockOptions(variant: variant, boundsCoefficients: bounded)
        let decision = ModelStock(modelCount: deltas.count, options: options)
            .decide(.modelStock, gram: gram(deltas))
        #expect(decision.rule.rawValue == expected.rule.rawValue)
        let found = displacement(decision, deltas)
        // The solve loses about as many digits as the condition number has: at most ten.
        let tolerance = variant == .gram ? 1e-6 : 1e-13
        for (found, expected) in zip(found, expected.values[0]) {
            #expect((found - expected).magnitude <= tolerance * 10)
        }
        #expect(((decision.cosine ?? 0) - (expected.cosine ?? 0)).magnitude < 1e-14)
    }
}
