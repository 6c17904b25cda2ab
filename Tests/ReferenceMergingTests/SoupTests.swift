import ReferenceMerging
import Testing

/// Uniform soups, linear combinations and WiSE-FT.
@Suite struct SoupTests {
    @Test(arguments: 1...8) func averageOfEqualModelsKeepsTheirBits(count: Int) {
        let model = [1, -0.0, Double(Float(0.1)), Double(Float.leastNonzeroMagnitude)]
        let average = referenceAverage(models: [[Double]](repeating: model, count: count))
        #expect(identical(average, model))
    }

    @Test func averageIsTheMeanOfEveryElement() {
        #expect(referenceAverage(models: [[1, 2], [3, -2], [8, 6]]) == [4, 2])
    }

    @Test func linearCombination() {
        let models: [[Double]] = [[1, 2], [3, -4], [10, 0]]
        #expect(referenceLinear(models: models, weights: [2, 1, 0], normalise: false) == [5, 0])
        #expect(referenceLinear(models: models, weights: [2, 1, 1], normalise: true) == [3.75, 0])
        let equal = referenceLinear(models: models, weights: [1, 1, 1], normalise: true)
        #expect(equal == referenceAverage(models: models))
    }

    @Test func interpolationReturnsItsEndPoints() {
        let base = [-0.0, 1, 5]
        let model = [0.0, -0.0, 7]
        #expect(identical(referenceInterpolation(base: base, model: model, weight: 0), base))
        #expect(identical(referenceInterpolation(base: base, model: model, weight: 1), model))
        #expect(referenceInterpolation(base: base, model: model, weight: 0.25) == [0, 0.75, 5.5])
    }

    @Test func halfWayIsTheUniformSoup() {
        var generator = SeededGenerator(seed: 9)
        let base = generator.vector(count: 100)
        let model = generator.vector(count: 100)
        let half = referenceInterpolation(base: base, model: model, weight: 0.5)
        #expect(half == referenceAverage(models: [base, model]))
    }
}
