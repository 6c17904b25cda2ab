import Merging
import Testing

/// The vectors of the specification, with the printed digits as tolerance.
@Suite("Model Stock against published vectors")
struct ModelStockVectorTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let variant: ModelStockVariant
        let deltas: [[Double]]
        let cosine: Double?
        let ratio: Double
        let result: [Double]?
        var testDescription: String { "\(variant) \(deltas)" }
    }

    static let half = 0.5
    static let root = 0.75.squareRoot()
    static let fan: [[Double]] = [[1, 0], [root, half], [0, 1]]
    static let tiny: [[Double]] = [[1e-5, 0], [1e-5, 0]]

    static let vectors = [
        Vector(
            variant: .paper,
            deltas: [[3, 4], [4, 3]],
            cosine: 0.96,
            ratio: 0.97959184,
            result: [3.42857143, 3.42857143]
        ),
        Vector(
            variant: .paper,
            deltas: [[1, 0], [1, 1]],
            cosine: 0.70710678,
            ratio: 0.82842712,
            result: [0.82842712, 0.41421356]
        ),
        Vector(
            variant: .paper,
            deltas: [[1, 0], [-0.5, 0.8660254038]],
            cosine: -0.5,
            ratio: -2,
            result: [-0.5, -0.8660254]
        ),
        Vector(variant: .paper, deltas: fan, cosine: nil, ratio: 0.7149407, result: nil),
        Vector(variant: .mergekit, deltas: fan, cosine: nil, ratio: 0.7149407, result: nil),
        Vector(variant: .fusionBench, deltas: fan, cosine: 0.5, ratio: 0.75, result: nil),
        Vector(variant: .sdMecha, deltas: fan, cosine: nil, ratio: 0.8660254, result: nil),
        Vector(variant: .paper, deltas: tiny, cosine: 1, ratio: 1, result: [1e-5, 0]),
        Vector(variant: .official, deltas: tiny, cosine: 0.00990099, ratio: 0.0196078, result: nil),
        Vector(variant: .mergekit, deltas: tiny, cosine: 1e-4, ratio: 1.9998e-4, result: nil),
        Vector(
            variant: .fusionBench,
            deltas: tiny,
            cosine: 0.00990099,
            ratio: 0.0196078,
            result: nil
        ),
        Vector(variant: .sdMecha, deltas: tiny, cosine: 1, ratio: 1, result: nil),
        Vector(
            variant: .gramScalar,
            deltas: [[2, 1, 0], [2, 0, 3]],
            cosine: 0.4961389,
            ratio: 0.6153846,
            result: nil
        ),
        Vector(
            variant: .gram,
            deltas: [[2, 1, 0], [2, 0, 3]],
            cosine: 0.4961389,
            ratio: 0.8163265,
            result: [1.6326531, 0.7346939, 0.2448980]
        ),
        Vector(
            variant: .gram,
            deltas: [[2, 1, 0, 0], [2, 0, 1, 0], [2, 0, 0, 2]],
            cosine: nil,
            ratio: 0.9,
            result: [1.8, 0.4, 0.4, 0.2]
        ),
        Vector(
            variant: .gram,
            deltas: [[1, 0], [1, 1]],
            cosine: nil,
            ratio: 1,
            result: [1, 0]
        ),
        Vector(variant: .gram, deltas: [[1, 1], [1, 1]], cosine: 1, ratio: 1, result: [1, 1]),
    ]

    @Test("ratio, cosine and merged point", arguments: vectors)
    func vector(_ vector: Vector) {
        let method = ModelStock(
            modelCount: vector.deltas.count,
            options: ModelStockOptions(variant: vector.variant)
        )
        let decision = method.decide(.modelStock, gram: gram(vector.deltas))
        #expect(isClose(decision.ratio, vector.ratio))
        if let cosine = vector.cosine { #expect(isClose(decision.cosine, cosine)) }
        if let result = vector.result {
            let found = displacement(decision, vector.deltas)
            #expect(zip(found, result).allSatisfy { isClose($0, $1) }, "\(found)")
        }
    }

    @Test(
        "the table of ratios by angle",
        arguments: zip(
            [0.0, 1, 3, 6, 23, 35, 45, 60, 67, 75, 78, 100, 120],
            [
                1, 0.9999, 0.9993, 0.9973, 0.9586, 0.9006, 0.8284, 0.6667, 0.5619, 0.4112, 0.3442,
                -0.4203, -2,
            ]
        )
    )
    func ratioByAngle(angle: Double, ratio: Double) {
        let cosine = Self.cosine(ofDegrees: angle)
        let matrix = GramMatrix(lowerTriangle: [1, 0, cosine, 1], order: 2)
        let decision = ModelStock(modelCount: 2).decide(.modelStock, gram: matrix)
        #expect(((decision.ratio ?? .nan) - ratio).magnitude <= 1.01 * 0.5e-4)
    }

    @Test("the simplex keeps coefficients in bounds")
    func simplex() {
        var options = ModelStockOptions(variant: .gram)
        let deltas: [[Double]] = [[1, 0], [3, 1]]
        let free = ModelStock(modelCount: 2, options: options)
            .decide(.modelStock, gram: gram(deltas))
        #expect(isClose(free.coefficients?[0], 21) && isClose(free.coefficients?[1], -6))
        #expect(free.warnings.contains(.contradictsPremise))
        options.boundsCoefficients = true
        let bounded = ModelStock(modelCount: 2, options: options)
            .decide(.modelStock, gram: gram(deltas))
        #expect(isClose(bounded.coefficients?[0], 1) && isClose(bounded.coefficients?[1], 0))
        #expect(bounded.warnings.isEmpty)
    }

    /// A Taylor series, so that the test needs no mathematics of the code under test.
    private static func cosine(ofDegrees degrees: Double) -> Double {
        let x = degrees * .pi / 180
        var (sum, term) = (1.0, 1.0)
        for step in 1...30 {
            term *= -x * x / Double((2 * step - 1) * 2 * step)
            sum += term
        }
        return sum
    }
}

/// Whether a figure agrees with one that is printed to seven or eight digits.
private func isClose(_ found: Double?, _ printed: Double) -> Bool {
    guard let found else { return false }
    return (found - printed).magnitude <= 6e-7 * max(1e-1, printed.magnitude)
        && (printed == 0 || (found / printed - 1).magnitude < 1e-5)
}
