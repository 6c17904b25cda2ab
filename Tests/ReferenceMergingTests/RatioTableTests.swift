import ReferenceMerging
import Testing

/// The tables of t of section 1.
@Suite struct RatioTableTests {
    @Test(arguments: [
        (0.0, 1.0, 12), (1, 0.9999, 4), (3, 0.9993, 4), (6, 0.9973, 4), (23, 0.9586, 4),
        (35, 0.9006, 4), (45, 0.8284, 4), (60, 0.6667, 4), (67, 0.5619, 4), (75, 0.4112, 4),
        (78, 0.3442, 4), (90, 0, 12), (100, -0.4203, 4), (120, -2, 12),
    ])
    func twoModelsAtAnAngle(angle: Double, expected: Double, decimals: Int) throws {
        let layer = try merged(unitVectors(atDegrees: [0, angle]))
        #expect(agrees(layer.ratio, expected, decimals: decimals))
        #expect(agrees(layer.angle, angle, decimals: 9))
    }

    @Test(arguments: [
        (2, -0.9, -18.0, 9), (2, -0.5, -2, 9), (2, -0.2, -0.5, 9), (2, 0, 0, 12),
        (2, 0.2, 0.3333, 4), (2, 0.5, 0.6667, 4), (2, 0.70711, 0.8284, 4), (2, 0.96, 0.9796, 4),
        (2, 1, 1, 12),
        (3, -0.2, -1, 9), (3, 0, 0, 12), (3, 0.2, 0.4286, 4), (3, 0.5, 0.75, 9),
        (3, 0.70711, 0.8787, 4), (3, 0.96, 0.9863, 4), (3, 1, 1, 12),
        (4, -0.2, -2, 9), (4, 0, 0, 12), (4, 0.2, 0.5, 9), (4, 0.5, 0.8, 9),
        (4, 0.70711, 0.9062, 4), (4, 0.96, 0.9897, 4), (4, 1, 1, 12),
    ])
    func equalCosines(count: Int, cosine: Double, expected: Double, decimals: Int) throws {
        for variant in [ReferenceVariant.paper, .mergekit, .gram, .gramScalar] {
            // Near c = 1 the vectors are too dependent for a solve, and t_G takes over.
            let models = equiangular(count: count, cosine: cosine)
            let layer = try merged(models, ReferenceOptions(variant: variant))
            #expect(agrees(layer.cosine, cosine, decimals: 12))
            let t = layer.ratio ?? layer.coefficients.map { $0.reduce(0, +) }
            #expect(agrees(t, expected, decimals: decimals), "\(variant)")
        }
    }

    @Test func smallestCosineIsSingular() throws {
        for variant in [ReferenceVariant.paper, .mergekit, .gram, .gramScalar] {
            let models = equiangular(count: 3, cosine: -0.5)
            let layer = try merged(models, ReferenceOptions(variant: variant))
            #expect(layer.rule == .singular)
            #expect(layer.ratio == 0)
            #expect(layer.values == [[0, 0, 0]])
            #expect(!layer.warnings.isEmpty)
        }
    }

    /// The starred entries, out of reach for all pairs but not for adjacent ones.
    @Test func adjacentPairsReachBeyondTheBound() throws {
        let options = ReferenceOptions(variant: .sdMecha)
        let angle = 154.15806723683286  // acos(-0.9) in degrees
        let three = try merged(unitVectors(atDegrees: [0, 1, 2].map { $0 * angle }), options)
        let four = try merged(unitVectors(atDegrees: [0, 1, 2, 3].map { $0 * angle }), options)
        let thirds = try merged(unitVectors(atDegrees: [0, 120, 240, 360]), options)
        #expect(agrees(three.ratio, 3.375, decimals: 9))
        #expect(agrees(four.ratio, 2.1176, decimals: 4))
        #expect(agrees(thirds.ratio, 4, decimals: 9))
    }
}
