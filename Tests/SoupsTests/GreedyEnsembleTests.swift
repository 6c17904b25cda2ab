import Calibration
import Soups
import Testing

@Suite("Greedy ensembles")
struct GreedyEnsembleTests {
    /// Logits of two classes, by their difference.
    private func rows(_ differences: [Double]) -> LogitRows {
        LogitRows(differences.flatMap { [$0, 0] }, classCount: 2)
    }

    private func choose(
        _ models: [LogitRows],
        _ ensemble: GreedyEnsemble = GreedyEnsemble()
    ) throws -> (outcome: GreedySoupOutcome, asked: [Int]) {
        var asked: [Int] = []
        let outcome = try ensemble.choose(
            models.indices.map { "m\($0)" },
            labels: [0, 0, 0, 0]
        ) { place in
            asked.append(place)
            return models[place]
        }
        return (outcome, asked)
    }

    // m1 gets three right, m2 two (it helps m1 with its wrong one), m0 one, m3 two.
    private let models: [[Double]] = [
        [-5, -5, -5, 1], [1, 1, 1, -1], [-0.5, -0.5, 2, 2], [-9, 1, 1, -1],
    ]

    @Test("in the order of the greedy soup, by the accuracy of the mean answer")
    func order() throws {
        let (outcome, asked) = try choose(models.map(rows))
        // m3 ties with m2 and is tried first, in reverse order of the input; its mean with m1 is worse.
        #expect(outcome.steps.map(\.model) == ["m1", "m3", "m2", "m0"])
        #expect(outcome.steps.map(\.single) == [0.75, 0.5, 0.5, 0.25])
        #expect(outcome.steps.map(\.heldOut) == [0.75, 0.5, 1, 0.25])
        #expect(outcome.ingredients == ["m1", "m2"] && outcome.heldOut == 1)
        // Each once alone, the best once more, and each candidate once more.
        #expect(asked == [0, 1, 2, 3, 1, 3, 2, 0])
    }

    @Test(
        "means grow with their members: as when each is made anew",
        arguments: EnsembleAveraging.allCases
    )
    func meansGrow(averaging: EnsembleAveraging) throws {
        let many = (0..<6).map { model in
            rows((0..<4).map { image in Double((model * 7 + image * 5) % 9) - 2.5 })
        }
        let ensemble = GreedyEnsemble(acceptance: .notLess, averaging: averaging)
        let outcome = try choose(many, ensemble).outcome
        #expect(outcome.ingredients.count > 2)
        var members: [LogitRows] = []
        for step in outcome.steps {
            let place = try #require(Int(step.model.dropFirst()))
            let trial = members + [many[place]]
            var mean = EnsembleMean(trial[0], averaging: averaging)
            for rows in trial.dropFirst() { mean.add(rows) }
            #expect(step.heldOut == mean.rows.accuracy(labels: [0, 0, 0, 0]))
            if step.accepted { members = trial }
        }
    }

    @Test("equal answers are accepted where not worse suffices")
    func acceptance() throws {
        let equal = [rows([1, 1, -1, -1]), rows([1, 1, -1, -1])]
        #expect(try choose(equal).outcome.ingredients == ["m1"])
        let lenient = GreedyEnsemble(acceptance: .notLess)
        #expect(try choose(equal, lenient).outcome.ingredients == ["m1", "m0"])
    }
}
