import Evaluation
import MergeEngine
import Merging
import Soups
import TestSupport
import TextFormats
import Testing

@Suite("Searching for a parameter's value")
struct TuningTests {
    private func point(_ value: Double, _ merged: Double) -> TuningPoint {
        TuningPoint(value: value, tasks: [TaskAccuracy(merged: merged, single: 0.5)])
    }

    @Test("the first of the best counts, and tries without a gain are counted")
    func outcome() {
        var outcome = TuningOutcome()
        #expect(outcome.triesSinceBest == 0)
        let tries = [0.2, 0.4, 0.4, 0.3].enumerated().map { place, accuracy in
            outcome.add(point(Double(place), accuracy))
            return outcome.triesSinceBest
        }
        #expect(tries == [0, 0, 1, 2] && outcome.best == 1)
        #expect(outcome.points[1].normalised == 0.8)
    }

    @Test("a value replaces whatever the recipe said of the parameter, and nothing else")
    func setting() throws {
        let recipe = Recipe(
            .isoC,
            base: "base",
            models: ["a", "b"],
            arguments: MethodArguments(
                global: ["alpha": 3, "flatten": 0.5],
                perModel: [["weight": 1], ["weight": 2]]
            )
        )
        let changed = try recipe.setting("alpha", to: 0.25)
        let expected = Recipe(
            .isoC,
            base: "base",
            models: ["a", "b"],
            arguments: MethodArguments(
                global: ["flatten": 0.5],
                perModel: [["weight": 1], ["weight": 2]]
            )
        )
        #expect(changed == (try expected.setting("alpha", to: 0.25)))
        #expect(changed.text.contains("\"alpha\": 0.25") && !changed.text.contains("3"))
        let weights = try recipe.setting("weight", to: 0.5)
        #expect(weights.text.contains("\"weight\": 0.5") && !weights.text.contains("\"weight\": 2"))
        #expect(throws: SoupError.self) { try recipe.setting("lambda", to: 1) }
        #expect(throws: SoupError.self) { try recipe.setting("flatten", to: 7) }
    }

    @Test("a log gives back what was measured under the same conditions only")
    func log() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("log.jsonl")
        let conditions = JSONValue.object([JSONMember("files", .array([.string("x")]))])
        var measured = 0
        func accuracies(_ log: TuningLog, _ what: String) throws -> [Double] {
            try log.accuracies(of: what, named: "iso_c alpha=1") {
                measured += 1
                return [0.25, 0.75]
            }
        }
        let first = try TuningLog(path, tasks: ["a", "b"], conditions: conditions)
        #expect(!first.knows("recipe"))
        #expect(try accuracies(first, "recipe") == [0.25, 0.75] && measured == 1)
        #expect(try accuracies(first, "recipe") == [0.25, 0.75] && measured == 1)

        let later = try TuningLog(path, tasks: ["a", "b"], conditions: conditions)
        #expect(later.knows("recipe") && later.warnings.isEmpty && !later.knows("other"))
        #expect(try accuracies(later, "recipe") == [0.25, 0.75] && measured == 1)

        let other = JSONValue.object([JSONMember("files", .array([.string("y")]))])
        let changed = try TuningLog(path, tasks: ["a", "b"], conditions: other)
        #expect(!changed.knows("recipe") && changed.warnings.count == 1)
        #expect(try accuracies(changed, "recipe") == [0.25, 0.75] && measured == 2)
    }
}
