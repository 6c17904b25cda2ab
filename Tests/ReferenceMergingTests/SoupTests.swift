import ReferenceMerging
import Testing

/// Uniform soups and linear combinations.
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
}
