import Glibc
import Testing

@testable import Calibration

@Suite("Means of models' answers")
struct EnsembleMeanTests {
    private func mean(_ models: [LogitRows], _ averaging: EnsembleAveraging) -> LogitRows {
        var mean = EnsembleMean(models[0], averaging: averaging)
        for model in models.dropFirst() { mean.add(model) }
        #expect(mean.modelCount == models.count)
        return mean.rows
    }

    private func distance(_ a: LogitRows, _ b: LogitRows) -> Double {
        zip(a.values, b.values).map { ($0 - $1).magnitude }.max() ?? 0
    }

    @Test("of logits, and of probabilities, by hand")
    func byHand() {
        let models = [LogitRows([4, 0], classCount: 2), LogitRows([0, 2], classCount: 2)]
        #expect(mean(models, .logits).values == [2, 1])
        let logarithms: [Double] = mean(models, .probabilities).values
        let probabilities: [Double] = logarithms.map { exp($0 as Double) }
        let (sure, other): (Double, Double) = (exp(-4.0), exp(2.0))
        let first: Double = (1.0 / (1.0 + sure) + 1.0 / (1.0 + other)) / 2.0
        #expect((probabilities[0] - first).magnitude < 1e-15)
        #expect((probabilities[0] + probabilities[1] - 1).magnitude < 1e-15)
        // A sure model outvotes six unsure ones by its logits, and not by its probability:
        // 9 against 6 x 1.4; 1 and 6 x .198 against 6 x .802.
        let unsure = LogitRows([0, 1.4], classCount: 2)
        let mixed = [LogitRows([9, 0], classCount: 2)] + [LogitRows](repeating: unsure, count: 6)
        #expect(mean(mixed, .logits).predictedClass(of: 0) == 0)
        #expect(mean(mixed, .probabilities).predictedClass(of: 0) == 1)
    }

    @Test(
        "the naive twin, any order of models, and equal models",
        arguments: EnsembleAveraging.allCases
    )
    func properties(averaging: EnsembleAveraging) {
        var numbers = TestNumbers(seed: 4)
        let rows = (0..<4).map { _ in numbers.rows(30, classes: 5, scale: 6).0 }
        let models = rows.map { LogitRows($0.flatMap(\.self), classCount: 5) }
        let found = mean(models, averaging)
        let wanted = ReferenceCalibration.ensemble(
            rows,
            ofProbabilities: averaging == .probabilities
        )
        #expect(distance(found, LogitRows(wanted.flatMap(\.self), classCount: 5)) < 1e-13)
        #expect(distance(found, mean(models.reversed(), averaging)) < 1e-13)

        let labels = [Int](repeating: 2, count: 30)
        let single = CalibrationFigures(models[0], labels: labels)
        let equal = CalibrationFigures(
            mean([LogitRows](repeating: models[0], count: 3), averaging),
            labels: labels
        )
        #expect(equal.correct == single.correct && (equal.nll - single.nll).magnitude < 1e-13)
        #expect((equal.ece - single.ece).magnitude < 1e-13)
    }

    @Test("probabilities that vanish in 64 bits keep their order")
    func vanishing() {
        let model = LogitRows([0, -900, -1000], classCount: 3)
        let rows = mean([model, model], .probabilities)
        #expect(!rows.values.contains { !$0.isFinite })
        #expect(distance(rows, model) < 1e-12)
        let excluded = LogitRows([0, -.infinity], classCount: 2)
        #expect(mean([excluded, excluded], .probabilities).values == [0, -.infinity])
    }
}
