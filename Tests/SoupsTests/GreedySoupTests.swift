import Soups
import Testing

@Suite("Greedy soups")
struct GreedySoupTests {
    /// A held-out accuracy for every soup that may be asked for.
    private func cook(
        _ accuracies: [Double],
        _ table: [String: Double],
        by soup: GreedySoup = GreedySoup()
    ) -> GreedySoupOutcome {
        let models = accuracies.indices.map { String(UnicodeScalar(UInt8(97 + $0))) }
        return soup.cook(models, accuracies: accuracies) { table[$0.joined(), default: 0] }
    }

    @Test("try models in the published order")
    func publishedOrder() throws {
        let order = GreedySoup.order(of: PublicScores.accuracies)
        #expect(order.prefix(8) == [43, 44, 69, 48, 63, 27, 34, 60])
        #expect(Set(order) == Set(0..<72))
        let tie = try #require(order.firstIndex(of: 5))
        #expect(order[tie + 1] == 4)
        let accuracies = order.map { PublicScores.correct[$0] }
        #expect(accuracies == PublicScores.correct.sorted(by: >))
    }

    @Test("of the public models: one evaluation for every model but the first")
    func publishedModels() {
        var asked: [[String]] = []
        let outcome = GreedySoup().cook(
            PublicScores.models,
            accuracies: PublicScores.accuracies
        ) { members in
            asked.append(members)
            // Members with even numbers help, others do not.
            let helps = members.dropFirst().allSatisfy {
                $0.last?.wholeNumberValue.map { $0 % 2 == 0 } == true
            }
            return helps ? 0.84 + Double(members.count) / 1000 : 0
        }
        #expect(asked.count == 71 && asked[0] == ["model_43", "model_44"])
        #expect(outcome.ingredients.prefix(4) == ["model_43", "model_44", "model_48", "model_34"])
        #expect(outcome.steps.count == 72)
        #expect(outcome.steps.filter(\.accepted).map(\.model) == outcome.ingredients)
        #expect(outcome.heldOut == 0.84 + Double(outcome.ingredients.count) / 1000)
    }

    @Test("ties in reverse input order")
    func ties() { #expect(GreedySoup.order(of: [0.5, 0.7, 0.5, 0.7, 0.5]) == [3, 1, 4, 2, 0]) }

    @Test("an equal accuracy is refused by gt and accepted by ge")
    func acceptance() {
        let (accuracies, table) = ([0.75, 0.5], ["ab": 0.75])
        #expect(cook(accuracies, table).ingredients == ["a"])
        #expect(
            cook(accuracies, table, by: GreedySoup(acceptance: .notLess)).ingredients == ["a", "b"]
        )
    }

    @Test("one model is its own soup, without an evaluation")
    func oneModel() {
        let outcome = GreedySoup().cook(["m"], accuracies: [0.5]) { _ in
            Issue.record("nothing is to be measured")
            return 0
        }
        #expect(outcome.ingredients == ["m"] && outcome.heldOut == 0.5)
    }

    @Test("later candidates build on what was accepted")
    func growth() {
        let outcome = cook(
            [0.5, 0.75, 0.625],
            ["bc": 0.7, "ba": 0.8, "bca": 0.9]
        )
        #expect(outcome.ingredients == ["b", "a"] && outcome.heldOut == 0.8)
        #expect(outcome.steps.map(\.model) == ["b", "c", "a"])
        #expect(outcome.steps.map(\.heldOut) == [0.75, 0.7, 0.8])
        #expect(outcome.steps.map(\.accepted) == [true, false, true])
    }

    @Test("the first may be measured anew")
    func reevaluation() {
        let table = ["a": 0.25, "ab": 0.5]
        #expect(cook([0.75, 0.5], table).ingredients == ["a"])
        let soup = GreedySoup(reevaluatesFirst: true)
        #expect(cook([0.75, 0.5], table, by: soup).ingredients == ["a", "b"])
        #expect(cook([0.75, 0.5], table, by: soup).steps[0].heldOut == 0.25)
    }

    @Test("are never worse than the best model")
    func guarantee() {
        var state: UInt64 = 1
        for _ in 0..<50 {
            let outcome = GreedySoup().cook(
                PublicScores.models,
                accuracies: PublicScores.accuracies
            ) { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1
                return Double(state >> 40) * 0x1p-24
            }
            #expect(outcome.heldOut >= 0.8305)
        }
    }

    /// A held-out accuracy for mixtures, by the weight of each model.
    private func mix(
        _ soup: GreedySoup,
        similarity: [String: [String: Double]] = [:],
        accuracy: (SoupMixture) -> Double
    ) -> GreedySoupOutcome {
        soup.cook(
            ["a", "b", "c"],
            accuracies: [0.5, 0.75, 0.625],
            similarities: { mixture, others in
                others.map { similarity[mixture.models.joined(), default: [:]][$0, default: 0] }
            },
            heldOut: accuracy
        )
    }

    @Test("the next model is the most or the least similar one to the soup so far")
    func orders() {
        let similarity = ["b": ["a": 0.9, "c": 0.8], "ba": ["c": 0.1]]
        let most = mix(GreedySoup(order: .similarity), similarity: similarity) { mixture in
            Double(mixture.models.count) / 4 + 0.5
        }
        #expect(most.steps.map(\.model) == ["b", "a", "c"] && most.ingredients == ["b", "a", "c"])
        let least = mix(GreedySoup(order: .dissimilarity), similarity: similarity) { _ in 0 }
        #expect(least.steps.map(\.model) == ["b", "c", "a"] && least.ingredients == ["b"])
        // Equally similar ones in the order given.
        let ties = mix(GreedySoup(order: .similarity)) { _ in 0 }
        #expect(ties.steps.map(\.model) == ["b", "a", "c"])
    }

    @Test("each coefficient is tried, the best counts, and weights multiply")
    func coefficients() {
        var asked: [[Double]] = []
        let soup = GreedySoup(coefficients: [0.25, 0.5, 0.75])
        let found = mix(soup) { mixture in
            asked.append(mixture.weights ?? [])
            // Best near three quarters of the last model.
            return 0.9 - (mixture.shares[mixture.shares.count - 1] - 0.75).magnitude / 10
        }
        #expect(asked.prefix(3) == [[0.25, 0.75], [0.5, 0.5], [0.75, 0.25]])
        #expect(asked.count == 6)
        #expect(found.steps.map(\.coefficient) == [nil, 0.25, 0.25])
        // The third model does not better the second; the soup keeps its weights.
        #expect(found.steps.map(\.accepted) == [true, true, false])
        #expect(found.mixture.weights == [0.25, 0.75] && found.ingredients == ["b", "c"])
        let kept = SoupMixture(["x"]).keeping(0.5, with: "y").keeping(0.5, with: "z")
        #expect(kept.weights == [0.25, 0.25, 0.5] && kept.models == ["x", "y", "z"])
    }
}
