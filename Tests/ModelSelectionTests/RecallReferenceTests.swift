import LinearAlgebra
import ReferenceSelection
import Testing

@testable import ModelSelection

@Suite("Recall against its naive twins")
struct RecallReferenceTests {
    /// Numbers by formula, between -1 and 1.
    private func number(_ i: Int, _ j: Int, _ k: Int) -> Double {
        let value: Int = i * i * 31 + j * 17 + i * j * k + k * 7
        return Double(value % 101) / 50 - 1
    }

    @Test("coverage is that of regressions fitted without each image", arguments: [2, 5, 9])
    func coverage(width: Int) throws {
        let n = 14
        let features = (0..<n).map { i in (0..<width).map { number(i, $0, 3) } }
        // Two columns that the features know something of, one by chance, one that is constant.
        let raw = (0..<n).map { i in
            [
                features[i][0] + 0.1 * number(i, 1, 5), features[i].reduce(0, +),
                number(i, 2, 11), 0.3,
            ]
        }
        let columns = (0..<3).map { j in
            let mean = raw.reduce(0) { $0 + $1[j] } / Double(n)
            let square = raw.reduce(0) { $0 + ($1[j] - mean) * ($1[j] - mean) } / Double(n)
            return raw.map { ($0[j] - mean) / square.squareRoot() }
        }
        let targets = (0..<n).map { i in columns.map { $0[i] } }
        let found = try ModelEmbedding.coverage(
            of: DenseMatrix(features.flatMap(\.self), rows: n, columns: width),
            baseline: DenseMatrix(raw.flatMap(\.self), rows: n, columns: 4)
        )
        #expect(found.count == 4 && found[3] == nil)
        let wanted = ReferenceRecall.coverage(features, targets: targets)
        #expect(areNear(found.compactMap(\.self), wanted, 1e-9))
        #expect(wanted[0] > 0.5)
    }

    @Test("the prediction is that of the best of all partitions", arguments: 1...9)
    func prediction(count: Int) {
        let past = (0..<count).map { i in (number(i, 4, 13) + 1, number(i, 5, 19) + 1) }
        let records = past.map { FineSelection.Past(intermediate: $0.0, final: $0.1) }
        for step in 0...20 {
            let value = Double(step) / 10
            let found = FineSelection.prediction(value, past: records) ?? .nan
            #expect(areNear([found], [ReferenceRecall.prediction(value, past: past)]))
        }
    }
}
