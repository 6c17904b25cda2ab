import ReferenceMerging
import Testing

/// The acceptance vectors of section 11.
@Suite struct AcceptanceTests {
    @Test func threeFour() throws {
        let models: [[Double]] = [[3, 4], [4, 3]]
        let layer = try merged(models)
        #expect(agrees(layer.cosine, 0.96, decimals: 12))
        #expect(agrees(layer.ratio, 0.97959184, decimals: 8))
        #expect(agrees(layer.values[0], [3.42857143, 3.42857143], decimals: 8))
        #expect(agrees(dot(difference(models[0], layer.values[0]), models[1]), 0, decimals: 12))
        #expect(layer.norms == [5, 5])
        #expect(layer.rule == .modelStock)
        #expect(layer.warnings.isEmpty)
    }

    @Test func fortyFiveDegrees() throws {
        let layer = try merged([[1, 0], [1, 1]])
        #expect(agrees(layer.cosine, 0.70710678, decimals: 8))
        #expect(agrees(layer.ratio, 0.82842712, decimals: 8))
        #expect(agrees(layer.values[0], [0.82842712, 0.41421356], decimals: 8))
    }

    @Test(arguments: ReferenceVariant.allCases)
    func orthogonalModelsGiveTheBase(variant: ReferenceVariant) throws {
        let layer = try merged([[1, 0], [0, 1]], ReferenceOptions(variant: variant))
        #expect(layer.rule == .copy)
        #expect(layer.values == [[0, 0]])
    }

    @Test func obtuseAngleExtrapolates() throws {
        let models = [[1, 0], [-0.5, 0.8660254]]
        let layer = try merged(models)
        #expect(agrees(layer.cosine, -0.5, decimals: 7))
        #expect(agrees(layer.ratio, -2, decimals: 6))
        #expect(agrees(layer.values[0], [-0.5, -0.8660254], decimals: 6))
        let clamped = try merged(models, ReferenceOptions(clampRatio: true))
        #expect(clamped.values == [[0, 0]])
        #expect(clamped.ratio == 0)
        #expect(clamped.rule == .copy)
    }

    @Test func equalModelsAreReturnedBitForBit() throws {
        var generator = SeededGenerator(seed: 1)
        let model = generator.vector(count: 100) + [-0.0]
        let layer = try merged(base: generator.vector(count: 100) + [1], [model, model])
        #expect(layer.cosine == 1)
        #expect(layer.ratio == 1)
        #expect(identical(layer.values[0], model))
    }

    @Test(arguments: [2, 3, 4, 7], ReferenceVariant.allCases)
    func identicalInputsAreReturnedBitForBit(count: Int, variant: ReferenceVariant) throws {
        if variant == .official && count != 2 { return }
        var generator = SeededGenerator(seed: 2)
        let base = generator.vector(count: 100) + [-0.0]
        let models = [[Double]](repeating: base, count: count)
        let layer = try merged(base: base, models, ReferenceOptions(variant: variant))
        #expect(identical(layer.values[0], base))
        #expect(layer.rule == .copy)
        #expect(layer.warnings.isEmpty)
    }

    @Test func commonShiftShiftsTheResult() throws {
        var generator = SeededGenerator(seed: 3)
        let inputs = (0..<4).map { _ in generator.vector(count: 50) }
        let shifted = inputs.map { input in input.map { $0 + 0.375 } }
        let layer = try merged(base: inputs[0], Array(inputs[1...]))
        let moved = try merged(base: shifted[0], Array(shifted[1...]))
        #expect(agrees(moved.ratio, layer.ratio ?? .nan, decimals: 12))
        #expect(agrees(moved.values[0], layer.values[0].map { $0 + 0.375 }, decimals: 12))
    }

    @Test func scalingOneTaskVectorKeepsTheRatio() throws {
        var generator = SeededGenerator(seed: 4)
        var models = (0..<3).map { _ in generator.vector(count: 50) }
        let layer = try merged(models)
        models[1] = models[1].map { $0 * 8 }
        let scaled = try merged(models)
        #expect(agrees(scaled.ratio, layer.ratio ?? .nan, decimals: 12))
    }

    @Test(arguments: [ReferenceVariant.paper, .mergekit, .fusionBench, .gram, .gramScalar])
    func orderOfModelsDoesNotMatter(variant: ReferenceVariant) throws {
        var generator = SeededGenerator(seed: 5)
        let common = generator.vector(count: 50)
        let models = (0..<4).map { _ in
            zip(common, generator.vector(count: 50)).map { $0 + 0.5 * $1 }
        }
        let options = ReferenceOptions(variant: variant)
        let layer = try merged(models, options)
        let permuted = try merged([2, 0, 3, 1].map { models[$0] }, options)
        #expect(agrees(permuted.cosine, layer.cosine ?? .nan, decimals: 12))
        #expect(agrees(permuted.values[0], layer.values[0], decimals: 12))
    }
}
