import Merging
import ReferenceMerging
import Testing

/// The vectors of the specification, worked out in 64 bits with another program.
@Suite("Methods of matrices on vectors worked out elsewhere")
struct MatrixVectorTests {
    /// What the table's twelve decimals leave open, and what 64 bits lose around elements of 1.
    private let rounding = 6e-13 + 24 * 0x1p-52

    struct Vector: Sendable, CustomTestStringConvertible {
        var method: String
        var modelCount: Int
        var global: [String: ParameterValue] = [:]
        /// The Frobenius norm and the sum of the merged task vector, its first element and its last.
        var expected: [Double]

        var testDescription: String { "\(method) of \(modelCount) \(global)" }
    }

    private static let vectors = [
        Vector(
            method: "tsv_m",
            modelCount: 2,
            expected: [0.457927164285, -0.340694510598, 0.095144674548, 0.142547126486]
        ),
        Vector(
            method: "tsv_m",
            modelCount: 3,
            expected: [0.424919162581, 0.289661149307, 0.140421290494, 0.191521029807]
        ),
        Vector(
            method: "tsv_m",
            modelCount: 2,
            global: ["variant": "lossless"],
            expected: [0.256465722860, -0.061052160085, 0.087587499364, 0.048411695356]
        ),
        Vector(
            method: "tsv_m",
            modelCount: 2,
            global: ["variant": "rank_reduction"],
            expected: [0.393916696290, -0.089548840146, 0.083133415963, 0.016573638078]
        ),
    ]

    @Test("within the table's decimals, method and naive twin", arguments: vectors)
    func table(vector: Vector) throws {
        let base = SpecifiedMatrices.base
        let models = (0..<vector.modelCount).map(SpecifiedMatrices.model)
        let shape = [SpecifiedMatrices.rows, SpecifiedMatrices.columns]
        let merged = try merge(vector.method, base, models, shape, vector.global)
        for values in [merged.method, merged.twin] {
            let taskVector = zip(values, base).map { $0 - $1 }
            let found = [
                taskVector.reduce(0) { $0 + $1 * $1 }.squareRoot(), taskVector.reduce(0, +),
                taskVector[0], taskVector[23],
            ]
            #expect(distance(found, vector.expected) <= rounding, "\(found)")
        }
    }
}
