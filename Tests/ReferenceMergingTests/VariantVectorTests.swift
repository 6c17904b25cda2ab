import ReferenceMerging
import Testing

/// The vectors of section 6.1, which separate the variants.
@Suite struct VariantVectorTests {
    static let first: [Double] = [3, 4, 1, -2, 2, 1, -4, 3, -1, 2, 3, 4, 4, -3, 2, 1]
    static let second: [Double] = [-1, 3, 4, 2, 4, 2, -3, 1, 3, -1, 2, 4, 2, 4, 1, -3]
    static let third: [Double] = [-1, 2, 3, 4, 4, -3, 2, 1, 3, 4, 1, -2, 2, 1, -4, 3]
    static let matrices = [first, second, third]

    @Test(arguments: [
        (ReferenceVariant.paper, 0.7149407, 7), (.mergekit, 0.7149407, 7),
        // The page prints .75; the 1e-8 in both denominators stand at the eighth decimal.
        (.fusionBench, 0.75, 7), (.sdMecha, 0.8660254, 7),
    ])
    func threeAngles(variant: ReferenceVariant, expected: Double, decimals: Int) throws {
        let models = unitVectors(atDegrees: [0, 30, 90])
        let layer = try merged(models, ReferenceOptions(variant: variant))
        #expect(agrees(layer.ratio, expected, decimals: decimals))
    }

    @Test(arguments: [
        (ReferenceVariant.paper, 1, 1.0, 12), (.official, 0.00990099, 0.0196078, 7),
        (.mergekit, 1e-4, 1.9998e-4, 8), (.fusionBench, 0.00990099, 0.0196078, 7),
        (.sdMecha, 1, 1, 12), (.gram, 1, 1, 12), (.gramScalar, 1, 1, 12),
    ])
    func tinyNorms(variant: ReferenceVariant, cosine: Double, t: Double, decimals: Int) throws {
        let layer = try merged([[1e-5, 0], [1e-5, 0]], ReferenceOptions(variant: variant))
        #expect(agrees(layer.cosine, cosine, decimals: 8))
        #expect(agrees(layer.ratio, t, decimals: decimals))
    }

    @Test func oppositeModels() throws {
        let models: [[Double]] = [[1, 0], [-1, 0]]
        for variant in [ReferenceVariant.paper, .mergekit, .gram, .gramScalar] {
            let layer = try merged(models, ReferenceOptions(variant: variant))
            #expect(layer.rule == .singular)
            #expect(layer.ratio == 0)
            #expect(layer.values == [[0, 0]])
            #expect(layer.warnings.count == 1)
        }
        // In Double the cosine is -1/(1 + 1e-8), so the denominator is 2e-8 and t is -1e8; the
        // page's -2e8 is the same formula in f32, where 1 + 1e-8 is 1.
        let official = try merged(models, ReferenceOptions(variant: .official))
        #expect(abs((official.ratio ?? 0) / -1e8 - 1) < 1e-6)
        // By way of degrees: a cosine 1e-8 above -1 is an angle too close to 180° for more digits.
        let fusionBench = try merged(models, ReferenceOptions(variant: .fusionBench))
        #expect(abs((fusionBench.ratio ?? 0) / -1e8 - 1) < 1e-6)
        let sdMecha = try merged(models, ReferenceOptions(variant: .sdMecha))
        #expect(sdMecha.ratio == -Double(Float.greatestFiniteMagnitude))
        #expect(sdMecha.values == [[0, 0]])
        #expect(sdMecha.warnings.count == 1)
    }

    @Test func matricesAsOneLayer() throws {
        let paper = try merged(Self.matrices)
        #expect(agrees(paper.cosine, 0.2, decimals: 12))
        #expect(agrees(paper.ratio, 0.428571, decimals: 6))
        #expect(
            agrees(paper.norms, [Double](repeating: 120.0.squareRoot(), count: 3), decimals: 12)
        )
        let firstRow = Array(paper.values[0][0..<4])
        #expect(agrees(firstRow, [0.1428571, 1.2857143, 1.1428571, 0.5714286], decimals: 7))
        let mergekit = try merged(Self.matrices, ReferenceOptions(variant: .mergekit))
        #expect(agrees(mergekit.ratio, 0.428571, decimals: 6))
        let fusionBench = try merged(Self.matrices, ReferenceOptions(variant: .fusionBench))
        #expect(agrees(fusionBench.ratio, 0.4324195, decimals: 7))
        #expect(agrees(fusionBench.angle, 78.3155, decimals: 4))
    }

    @Test func matricesByRows() throws {
        let mergekit = try rows(variant: .mergekit)
        let ratios = mergekit.rows.compactMap { $0.ratio }
        #expect(agrees(ratios, [0.666667, 0.6, 0.393443, -0.428571], decimals: 6))
        let sdMecha = try rows(variant: .sdMecha)
        let adjacent = sdMecha.rows.compactMap { $0.ratio }
        #expect(agrees(adjacent, [0.818182, 0.75, 0.521739, -0.75], decimals: 6))
        let expected = [
            0.2727, 2.4545, 2.1818, 1.0909, 2.5, 0, -1.25, 1.25,
            0.8696, 0.8696, 1.0435, 1.0435, -2, -0.5, 0.25, -0.25,
        ]
        #expect(agrees(sdMecha.values, expected, decimals: 4))
        #expect(sdMecha.values == sdMecha.rows.flatMap { $0.values[0] })
    }

    private func rows(variant: ReferenceVariant) throws -> ReferenceRows {
        try referenceModelStockRows(
            base: [Double](repeating: 0, count: 16),
            models: Self.matrices,
            rowLength: 4,
            storage: .f32,
            options: ReferenceOptions(variant: variant)
        )
    }
}
