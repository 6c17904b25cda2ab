import ReferenceMerging
import Testing

/// The rows of section 5 that concern the mathematics.
@Suite struct EdgeCaseTests {
    @Test(arguments: ReferenceVariant.allCases)
    func oneZeroTaskVectorLosesTheOther(variant: ReferenceVariant) throws {
        let options = ReferenceOptions(variant: variant)
        let layer = try merged(base: [1, -0.0], [[1, -0.0], [5, 7]], options)
        #expect(identical(layer.values[0], [1, -0.0]))
        #expect(layer.rule == .copy)
        #expect(layer.cosine == 0)
        #expect(layer.warnings.contains { $0.contains("Model 1") })
    }

    @Test func zeroTaskVectorAmongThreeCountsAsOrthogonal() throws {
        let layer = try merged([[1, 0], [0, 0], [1, 0]])
        #expect(agrees(layer.cosine, 1.0 / 3, decimals: 12))
        #expect(agrees(layer.ratio, 0.6, decimals: 12))
        #expect(layer.warnings.count == 1)
    }

    @Test func tinyAndHugeNormsKeepTheirCosine() throws {
        for scale in [1e-120, 1e-60, 1e-30, 1e30, 1e60, 1e120] {
            let layer = try merged([[3 * scale, 4 * scale], [4 * scale, 3 * scale]])
            #expect(agrees(layer.cosine, 0.96, decimals: 12))
        }
    }

    @Test func negativeCosineIsNotClampedByDefault() throws {
        let models = unitVectors(atDegrees: [0, 100])
        #expect(agrees(try merged(models).ratio, -0.4203, decimals: 4))
        for variant in ReferenceVariant.allCases {
            let options = ReferenceOptions(variant: variant, clampRatio: true)
            #expect(try merged(models, options).values == [[0, 0]])
        }
    }

    @Test func clampLimitsARatioAboveOne() throws {
        let models = unitVectors(atDegrees: [0, 120, 240, 360])
        let layer = try merged(models, ReferenceOptions(variant: .sdMecha, clampRatio: true))
        #expect(layer.ratio == 1)
        #expect(identical(layer.values[0], referenceAverage(models: models)))
    }

    @Test func smallDenominatorAboveTheGuardIsUsed() throws {
        let models = equiangular(count: 2, cosine: -0.999)
        for variant in [ReferenceVariant.paper, .mergekit] {
            let layer = try merged(models, ReferenceOptions(variant: variant))
            #expect(abs((layer.ratio ?? 0) / -1998 - 1) < 1e-9)
            #expect(layer.rule == .modelStock)
        }
    }

    @Test(arguments: ReferenceVariant.allCases)
    func emptyTensorIsCopied(variant: ReferenceVariant) throws {
        let layer = try merged(base: [], [[], []], ReferenceOptions(variant: variant))
        #expect(layer.values == [[]])
        #expect(layer.rule == .copy)
    }

    @Test func taskVectorsAreRoundedToTheStorageTypeByThePeersThatDo() throws {
        let base = [ReferenceElementType.bf16.round(1), 0]
        let models = [[0.01, 0.5], [0.02, 0.25]].map { $0.map(ReferenceElementType.bf16.round) }
        let exact = models.map { distance($0, base) }
        let rounded = models.map { model in
            let delta = difference(model, base).map(ReferenceElementType.bf16.round)
            return dot(delta, delta).squareRoot()
        }
        for variant in ReferenceVariant.allCases {
            let options = ReferenceOptions(variant: variant)
            let layer = try merged(base: base, models, options, storage: .bf16)
            let rounds = [.official, .mergekit, .fusionBench].contains(variant)
            #expect(agrees(layer.norms, rounds ? rounded : exact, decimals: 14))
        }
        #expect(!agrees(rounded, exact, decimals: 6))
    }

    @Test(arguments: ReferenceVariant.allCases)
    func fewerThanTwoModelsAreAnError(variant: ReferenceVariant) {
        let expected: ReferenceError =
            variant == .official
            ? .officialNeedsTwoModels(found: 1) : .fewerThanTwoModels(found: 1)
        #expect(throws: expected) {
            try merged([[1, 2]], ReferenceOptions(variant: variant))
        }
    }

    @Test func officialTakesTwoModelsOnly() {
        #expect(throws: ReferenceError.officialNeedsTwoModels(found: 3)) {
            try merged([[1, 2], [2, 1], [1, 1]], ReferenceOptions(variant: .official))
        }
        #expect(throws: ReferenceError.officialNeedsTwoModels(found: 3)) {
            try referenceModelStockRows(
                base: [],
                models: [[], [], []],
                rowLength: 4,
                storage: .f32,
                options: ReferenceOptions(variant: .official)
            )
        }
    }
}
