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

    /// A table of accuracies with gaps, by formula.
    private func table(_ models: Int, _ sets: Int) -> [[Double?]] {
        (0..<models).map { m in
            (0..<sets).map { d in (5 * m + 3 * d + m * d) % 7 == 0 ? nil : number(m, d, 23) }
        }
    }

    @Test("links are those of naive eigenvectors", arguments: [(3, 2), (7, 4), (5, 6), (12, 5)])
    func links(models: Int, sets: Int) throws {
        let known = table(models, sets)
        let alone = known + [Array(repeating: nil, count: sets)]
        let similarities = (0..<sets).map { abs(number($0, 2, 29)) }
        let weights = [(0, 0.3), (models - 1, 0.8), (1, 0.0)]
        for rank in 1...4 {
            for count in [1, 3, 8] {
                for kin in [[:], [models: weights]] {
                    let found = try HistoryRecall.links(
                        alone,
                        similarities: similarities,
                        rank: rank,
                        neighbourCount: count,
                        relatives: kin.mapValues { $0.map { (model: $0.0, weight: $0.1) } }
                    )
                    let wanted = ReferenceLinks.scores(
                        alone,
                        similarities: similarities,
                        rank: rank,
                        neighbours: count,
                        relatives: kin
                    )
                    #expect(areNear(found, wanted, 1e-9), "rank \(rank), \(count) neighbours")
                }
            }
        }
        // Nothing is similar: all data sets count alike.
        let nowhere = [Double](repeating: 0, count: sets)
        let found = try HistoryRecall.links(known, similarities: nowhere, rank: 2)
        let wanted = ReferenceLinks.scores(
            known,
            similarities: nowhere,
            rank: 2,
            neighbours: 3,
            relatives: [:]
        )
        #expect(areNear(found, wanted, 1e-9))
    }
}

@Suite("Model labels against their naive twin")
struct ModelLabelReferenceTests {
    /// Shares by formula: a row for each concept.
    private func confusion(_ model: Int, _ concepts: Int, _ outputs: Int) -> [[Double]] {
        (0..<concepts).map { v in
            let row = (0..<outputs).map { c -> Double in
                let number: Int = (v * v * 7 + c * 3 + model * 11 + v * c * (model + 2)) % 13
                return Double(number + 1 + (v % outputs == c ? 9 : 0))
            }
            let total = row.reduce(0, +)
            return row.map { $0 / total }
        }
    }

    @Test("outputs, F1, r, the best models, covers and ensembles", arguments: [1, 2, 5])
    func labels(classCount: Int) {
        let concepts = 6
        let confusions = (0..<5).map { confusion($0, concepts, 3 + $0 % 3) }
        let mixtures = (0..<classCount).map { y in
            (0..<concepts).map { v in
                v == y ? 0.75 : v == (y + 2) % concepts ? 0.25 : 0
            }
        }
        let named: [[Int?]] = (0..<5).map { m in
            (0..<classCount).map { (m + $0) % 4 == 0 ? (m + $0) % 3 : nil }
        }
        for alpha in [0, 0.7, 1] {
            let found = ModelLabels(
                confusions: confusions,
                mixtures: mixtures,
                named: named,
                alpha: alpha
            )
            let wanted = ReferenceLabels(
                confusions: confusions,
                mixtures: mixtures,
                named: named,
                alpha: alpha
            )
            #expect(found.outputs == wanted.outputs)
            #expect(areNear(found.f1.flatMap(\.self), wanted.f1.flatMap(\.self)))
            #expect(areNear(found.values.flatMap(\.self), wanted.values.flatMap(\.self)))
            for count in 1...3 { #expect(found.best(count) == wanted.best(count)) }
            // Greedy covers of so few classes are least ones.
            #expect(found.cover().count == wanted.leastCover(within: 0.02))
            let answers = confusions.map { $0[1] }
            #expect(
                areNear(
                    found.reuse(answers, serving: found.best(2)),
                    wanted.reuse(answers, serving: wanted.best(2))
                )
            )
        }
    }
}
