import ReferenceMerging
import Testing

/// The geometry of section 2.
@Suite struct CentreTests {
    @Test(arguments: [2, 3, 4, 8])
    func distanceToTheCentre(count: Int) throws {
        let radii = [Double](repeating: 6, count: count)
        let models = shell(count: count, centreNorm: 5, radii: radii)
        var centre = [Double](repeating: 0, count: count + 1)
        centre[0] = 5
        for variant in [ReferenceVariant.paper, .gramScalar, .gram] {
            let layer = try merged(models, ReferenceOptions(variant: variant))
            let t = layer.ratio ?? layer.coefficients?.reduce(0, +) ?? .nan
            let expected = (t / Double(count)).squareRoot() * 6
            #expect(agrees(layer.cosine, 25.0 / 61, decimals: 12))
            #expect(agrees(distance(layer.values[0], centre), expected, decimals: 12))
        }
    }

    @Test func printedExample() throws {
        let layer = try merged(shell(count: 2, centreNorm: 5, radii: [6, 6]))
        #expect(agrees(layer.cosine, 0.4098, decimals: 4))
        #expect(agrees(layer.ratio, 0.5814, decimals: 4))
        #expect(agrees(distance(layer.values[0], [5, 0, 0]), 3.235, decimals: 3))
        let average = referenceAverage(models: shell(count: 2, centreNorm: 5, radii: [6, 6]))
        #expect(agrees(distance(average, [5, 0, 0]), 4.243, decimals: 3))
    }

    @Test(arguments: 1...20)
    func mergedPointIsTheOrthocentre(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let base = generator.vector(count: 30)
        let deltas = (0..<2).map { _ in
            let direction = generator.vector(count: 30)
            let norm = dot(direction, direction).squareRoot()
            return direction.map { 3 * $0 / norm }
        }
        let models = deltas.map { delta in zip(base, delta).map { $0 + $1 } }
        let result = try merged(base: base, models).values[0]
        let first = dot(difference(models[0], result), difference(models[1], base))
        let second = dot(difference(models[1], result), difference(models[0], base))
        #expect(agrees([first, second], [0, 0], decimals: 11))
    }

    /// Inverse-variance weights for an exact premise with unequal radii (section 7).
    @Test func unequalRadiiGiveInverseVarianceWeights() throws {
        let radii: [Double] = [1, 2, 3, 5]
        let models = shell(count: 4, centreNorm: 3, radii: radii)
        let layer = try merged(models, ReferenceOptions(variant: .gram))
        let precisions = radii.map { 1 / ($0 * $0) }
        let total = 1 + 9 * precisions.reduce(0, +)
        #expect(agrees(layer.coefficients, precisions.map { 9 * $0 / total }, decimals: 12))
    }
}
