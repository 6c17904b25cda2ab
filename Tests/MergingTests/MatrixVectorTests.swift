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
        Vector(
            method: "low_rank",
            modelCount: 1,
            global: ["rank": 1],
            expected: [0.243780684463, 0.000877158188, 0.002669062257, 0.084656220644]
        ),
        Vector(
            method: "low_rank",
            modelCount: 1,
            global: ["rank": 2],
            expected: [0.313860383264, 0.044749442249, -0.008114727490, 0.079095927631]
        ),
        Vector(
            method: "low_rank",
            modelCount: 1,
            global: ["rank": 9, "epsilon": 0.18],
            expected: [0.313860383264, 0.044749442249, -0.008114727490, 0.079095927631]
        ),
        Vector(
            method: "tsv_c",
            modelCount: 1,
            global: ["tasks": 2],
            expected: [0.313860383264, 0.044749442249, -0.008114727490, 0.079095927631]
        ),
        Vector(
            method: "iso_c",
            modelCount: 2,
            expected: [0.346807550586, -0.188668699779, 0.095132640394, 0.068926156306]
        ),
        Vector(
            method: "iso_cts",
            modelCount: 2,
            expected: [0.346807550586, -0.188668699779, 0.095132640394, 0.068926156306]
        ),
        Vector(
            method: "iso_c",
            modelCount: 3,
            expected: [0.357988515009, -0.515285980934, 0.091273395596, 0.042234652367]
        ),
        Vector(
            method: "iso_c",
            modelCount: 2,
            global: ["flatten": 0.5],
            expected: [0.378248472885, -0.151299196791, 0.135104740779, 0.083612049169]
        ),
        Vector(
            method: "iso_c",
            modelCount: 2,
            global: ["flatten": 0],
            expected: [0.459849103000, -0.113929693803, 0.175076841163, 0.098297942032]
        ),
        Vector(
            method: "iso_cts",
            modelCount: 2,
            global: ["common_fraction": 0.5],
            expected: [0.559555855850, 0.085014236127, 0.154106788733, 0.125268273521]
        ),
        Vector(
            method: "iso_cts",
            modelCount: 3,
            global: ["common_fraction": 0.25],
            expected: [0.526249363034, -0.364697158918, 0.153409683766, -0.086761897890]
        ),
        Vector(
            method: "monosoup",
            modelCount: 1,
            global: ["variant": "energy"],
            expected: [0.325837072058, 0.038568368811, 0.073047270492, 0.088379887612]
        ),
        Vector(
            method: "monosoup",
            modelCount: 1,
            expected: [0.362616894926, -0.002169254378, 0.084146866425, 0.098253263230]
        ),
        Vector(
            method: "wudi_closed",
            modelCount: 2,
            global: ["ridge": 0],
            expected: [0.462041174755, -0.681612231420, 0.183462125302, 0.034802081321]
        ),
        Vector(
            method: "wudi_closed",
            modelCount: 2,
            global: ["ridge": 0.001],
            expected: [0.446493314119, -0.650243898593, 0.179714390892, 0.034865531243]
        ),
        Vector(
            method: "consensus_ta",
            modelCount: 2,
            global: ["threshold": 0.4],
            expected: [0.407006679997, 0.035084503425, 0.175076841163, 0]
        ),
        Vector(
            method: "consensus_ta",
            modelCount: 3,
            global: ["threshold": 0.4],
            expected: [0.460378134883, -0.533930454644, 0.189188841969, 0.000060973069]
        ),
        Vector(
            method: "magmax",
            modelCount: 3,
            global: ["alpha": 1],
            expected: [0.464893933935, -0.372883874837, 0.090929742683, 0.098253534188]
        ),
        Vector(
            method: "wudi",
            modelCount: 2,
            expected: [0.448778671420, -0.108442490081, 0.172119345753, 0.095341000331]
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
