import ReferenceMerging
import Testing

/// The table of conditions of section 7.
@Suite struct GramConditionTests {
    @Test func poorConditionFallsBackToTheScalar() throws {
        // G = [1 1; 1 1 + 1e-11]: positive definite, reciprocal condition about 2.5e-12.
        let models: [[Double]] = [[1, 0], [1, 1e-11.squareRoot()]]
        let layer = try merged(models, ReferenceOptions(variant: .gram))
        #expect(layer.coefficients == nil)
        #expect(layer.ratio != nil)
        #expect(layer.warnings.count == 1)
    }

    @Test func zeroTaskVectorIsLeftOutOfTheSolve() throws {
        let models: [[Double]] = [[2, 1, 0], [0, 0, 0], [2, 0, 3]]
        let layer = try merged(models, ReferenceOptions(variant: .gram))
        // m = (4 + 0 + 0) / 3; G without the second model is [5 4; 4 13] with determinant 49.
        let expected = [(4.0 / 3) * 9 / 49, 0, (4.0 / 3) * 1 / 49]
        #expect(agrees(layer.coefficients, expected, decimals: 12))
        #expect(layer.warnings.count == 1)
    }

    @Test func oneOfTwoTaskVectorsZeroGivesTheBase() throws {
        for variant in [ReferenceVariant.gram, .gramScalar] {
            let options = ReferenceOptions(variant: variant)
            let layer = try merged(base: [1, 2], [[1, 2], [5, 7]], options)
            #expect(layer.values == [[1, 2]])
            #expect(layer.rule == .copy)
            #expect(layer.warnings.count == 1)
        }
    }

    @Test func noSharedDirection() throws {
        let models: [[Double]] = [[2, 0], [-1, 1]]  // G = [4 -2; -2 2], m = -2, determinant 4
        let gram = try merged(models, ReferenceOptions(variant: .gram))
        #expect(agrees(gram.coefficients, [-2, -3], decimals: 12))
        #expect(agrees(gram.values[0], [-1, -3], decimals: 12))
        let scalar = try merged(models, ReferenceOptions(variant: .gramScalar))
        #expect(agrees(scalar.ratio, -4, decimals: 12))
        for variant in [ReferenceVariant.gram, .gramScalar] {
            let options = ReferenceOptions(variant: variant, clampRatio: true)
            let clamped = try merged(models, options)
            #expect(clamped.values == [[0, 0]])
            #expect(clamped.rule == .copy)
        }
        let options = ReferenceOptions(variant: .gram, lambdaBounds: .simplex)
        #expect(try merged(models, options).coefficients == [0, 0])
    }

    @Test func vanishingMeanIsSingular() throws {
        // g + m = (1 + 1 + 2e-7) / 2 - 1 is about 5e-8, less than 1e-6·g.
        let models: [[Double]] = [[1, 0], [-1, 2e-7.squareRoot()]]
        for variant in [ReferenceVariant.gram, .gramScalar] {
            let layer = try merged(models, ReferenceOptions(variant: variant))
            #expect(layer.rule == .singular)
            #expect(layer.ratio == 0)
            #expect(layer.values == [[0, 0]])
        }
    }

    @Test func columnsAsRightHandSide() throws {
        let options = ReferenceOptions(variant: .gram, linearTerm: .columns)
        let models = shell(count: 3, centreNorm: 0, radii: [1, 1, 1])
        let bases: [[Double]] = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 1]]
        #expect(try merged(models, options).rule == .copy)
        // G = [2 1 2; 1 2 2; 2 2 4], b = (1.5, 1.5, 2); G λ = b has λ = (0.5, 0.5, 0).
        let layer = try merged(bases, options)
        #expect(agrees(layer.coefficients, [0.5, 0.5, 0], decimals: 12))
    }

    /// The minimum on the simplex, checked by its optimality conditions.
    @Test(arguments: 1...40)
    func simplexMinimumIsOptimal(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let common = generator.vector(count: 12)
        let models = (0..<4).map { i in
            let noise = generator.vector(count: 12)
            let scale = Double.random(in: 0.2...2, using: &generator)
            return zip(common, noise).map { scale * $0 + 0.3 * Double(i) * $1 }
        }
        let options = ReferenceOptions(
            variant: .gram,
            lambdaBounds: .simplex,
            linearTerm: seed % 2 == 0 ? .constant : .columns
        )
        let layer = try merged(models, options)
        let coefficients = try #require(layer.coefficients)
        let total = coefficients.reduce(0, +)
        #expect(coefficients.allSatisfy { $0 >= 0 })
        #expect(total <= 1 + 1e-12)

        let gram = models.map { first in models.map { second in dot(first, second) } }
        let columns = gram.indices.map { j in (gram[j].reduce(0, +) - gram[j][j]) / 3 }
        let mean = columns.reduce(0, +) / 4
        let b = options.linearTerm == .columns ? columns : columns.map { _ in mean }
        let gradient = gram.indices.map { i in dot(gram[i], coefficients) - b[i] }
        // No vertex of the simplex, the origin included, lies downhill.
        let here = dot(gradient, coefficients)
        #expect(here <= 1e-9)
        #expect(gradient.allSatisfy { $0 >= here - 1e-9 })
    }
}
