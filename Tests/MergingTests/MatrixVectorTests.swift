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
        var global: [String: ParameterValue]
        /// The Frobenius norm and the sum of the merged task vector, its first element and its last.
        var expected: [Double]

        init(
            _ method: String,
            of modelCount: Int,
            with global: [String: ParameterValue] = [:],
            _ expected: [Double]
        ) {
            (self.method, self.modelCount) = (method, modelCount)
            (self.global, self.expected) = (global, expected)
        }

        var testDescription: String { "\(method) of \(modelCount) \(global)" }
    }

    // One row for each vector.
    // swift-format-ignore
    private static let vectors = [
        Vector("tsv_m", of: 2, [0.457927164285, -0.340694510598, 0.095144674548, 0.142547126486]),
        Vector("tsv_m", of: 3, [0.424919162581, 0.289661149307, 0.140421290494, 0.191521029807]),
        Vector("tsv_m", of: 2, with: ["variant": "lossless"], [0.256465722860, -0.061052160085, 0.087587499364, 0.048411695356]),
        Vector("tsv_m", of: 2, with: ["variant": "rank_reduction"], [0.393916696290, -0.089548840146, 0.083133415963, 0.016573638078]),
        Vector("low_rank", of: 1, with: ["rank": 1], [0.243780684463, 0.000877158188, 0.002669062257, 0.084656220644]),
        Vector("low_rank", of: 1, with: ["rank": 2], [0.313860383264, 0.044749442249, -0.008114727490, 0.079095927631]),
        Vector("low_rank", of: 1, with: ["rank": 9, "epsilon": 0.18], [0.313860383264, 0.044749442249, -0.008114727490, 0.079095927631]),
        Vector("tsv_c", of: 1, with: ["tasks": 2], [0.313860383264, 0.044749442249, -0.008114727490, 0.079095927631]),
        Vector("iso_c", of: 2, [0.346807550586, -0.188668699779, 0.095132640394, 0.068926156306]),
        Vector("iso_cts", of: 2, [0.346807550586, -0.188668699779, 0.095132640394, 0.068926156306]),
        Vector("iso_c", of: 3, [0.357988515009, -0.515285980934, 0.091273395596, 0.042234652367]),
        Vector("iso_c", of: 2, with: ["flatten": 0.5], [0.378248472885, -0.151299196791, 0.135104740779, 0.083612049169]),
        Vector("iso_c", of: 2, with: ["flatten": 0], [0.459849103000, -0.113929693803, 0.175076841163, 0.098297942032]),
        Vector("iso_cts", of: 2, with: ["common_fraction": 0.5], [0.559555855850, 0.085014236127, 0.154106788733, 0.125268273521]),
        Vector("iso_cts", of: 3, with: ["common_fraction": 0.25], [0.526249363034, -0.364697158918, 0.153409683766, -0.086761897890]),
        Vector("monosoup", of: 1, with: ["variant": "energy"], [0.325837072058, 0.038568368811, 0.073047270492, 0.088379887612]),
        Vector("monosoup", of: 1, [0.362616894926, -0.002169254378, 0.084146866425, 0.098253263230]),
        Vector("wudi_closed", of: 2, with: ["ridge": 0], [0.462041174755, -0.681612231420, 0.183462125302, 0.034802081321]),
        Vector("wudi_closed", of: 2, with: ["ridge": 0.001], [0.446493314119, -0.650243898593, 0.179714390892, 0.034865531243]),
        Vector("consensus_ta", of: 2, with: ["threshold": 0.4], [0.407006679997, 0.035084503425, 0.175076841163, 0]),
        Vector("consensus_ta", of: 3, with: ["threshold": 0.4], [0.460378134883, -0.533930454644, 0.189188841969, 0.000060973069]),
        Vector("magmax", of: 3, with: ["alpha": 1], [0.464893933935, -0.372883874837, 0.090929742683, 0.098253534188]),
        Vector("wudi", of: 2, [0.448778671420, -0.108442490081, 0.172119345753, 0.095341000331]),
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
