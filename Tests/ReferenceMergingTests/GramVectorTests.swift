import ReferenceMerging
import Testing

/// The table of section 7.
@Suite struct GramVectorTests {
    struct Row: Sendable {
        var models: [[Double]]
        var cosine: Double
        var t: Double
        var scalar: Double
        var coefficients: [Double]
        var values: [Double]
    }

    static let rows = [
        Row(
            models: [[3, 4], [4, 3]],
            cosine: 0.96,
            t: 0.9795918,
            scalar: 0.9795918,
            coefficients: [0.4897959, 0.4897959],
            values: [3.4285714, 3.4285714]
        ),
        Row(
            models: [[1, 0], [1, 1]],
            cosine: 0.7071068,
            t: 0.8284271,
            scalar: 0.8,
            coefficients: [1, 0],
            values: [1, 0]
        ),
        Row(
            models: [[2, 1, 0], [2, 0, 3]],
            cosine: 0.4961389,
            t: 0.6632258,
            scalar: 0.6153846,
            coefficients: [0.7346939, 0.0816327],
            values: [1.6326531, 0.7346939, 0.2448980]
        ),
        Row(
            models: [[2, 1, 0, 0], [2, 0, 1, 0], [2, 0, 0, 2]],
            cosine: 0.6883037,
            t: 0.8688482,
            scalar: 0.8571429,
            coefficients: [0.4, 0.4, 0.1],
            values: [1.8, 0.4, 0.4, 0.2]
        ),
        Row(
            models: [[1, 0], [3, 1]],
            cosine: 0.9486833,
            t: 0.9736660,
            scalar: 0.7058824,
            coefficients: [21, -6],
            values: [3, -6]
        ),
    ]

    @Test(arguments: rows) func printedRow(row: Row) throws {
        let paper = try merged(row.models)
        #expect(agrees(paper.cosine, row.cosine, decimals: 7))
        #expect(agrees(paper.ratio, row.t, decimals: 7))
        let scalar = try merged(row.models, ReferenceOptions(variant: .gramScalar))
        #expect(agrees(scalar.ratio, row.scalar, decimals: 7))
        let gram = try merged(row.models, ReferenceOptions(variant: .gram))
        #expect(gram.ratio == nil)
        #expect(gram.rule == .modelStock)
        #expect(agrees(gram.coefficients, row.coefficients, decimals: 7))
        #expect(agrees(gram.values[0], row.values, decimals: 7))
    }

    @Test func printedDistances() throws {
        let models = Self.rows[3].models
        let centre: [Double] = [2, 0, 0, 0]
        let gram = try merged(models, ReferenceOptions(variant: .gram))
        let scalar = try merged(models, ReferenceOptions(variant: .gramScalar))
        #expect(agrees(distance(gram.values[0], centre), 0.6325, decimals: 4))
        #expect(agrees(distance(scalar.values[0], centre), 0.756, decimals: 3))
        #expect(agrees(distance(try merged(models).values[0], centre), 0.756, decimals: 3))
    }

    @Test func equalModelsFallBackToTheScalar() throws {
        let layer = try merged([[1, 1], [1, 1]], ReferenceOptions(variant: .gram))
        #expect(layer.coefficients == nil)
        #expect(agrees(layer.ratio, 1, decimals: 12))
        #expect(agrees(layer.values[0], [1, 1], decimals: 12))
        #expect(layer.rule == .modelStock)
        #expect(layer.warnings.count == 1)
    }

    @Test func outsideThePremise() throws {
        let plain = try merged([[1, 0], [3, 1]], ReferenceOptions(variant: .gram))
        #expect(plain.warnings.count == 2)
        let options = ReferenceOptions(variant: .gram, lambdaBounds: .simplex)
        let bounded = try merged([[1, 0], [3, 1]], options)
        #expect(agrees(bounded.coefficients, [1, 0], decimals: 12))
        #expect(agrees(bounded.values[0], [1, 0], decimals: 12))
    }
}
