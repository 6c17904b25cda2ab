import ModelChoice
import Testing

@testable import ModelZoo

@Suite("Recall, each data set left out")
struct RecallBenchmarkTests {
    @Test("models that are good everywhere are found; what cannot be tried is told")
    func links() throws {
        var text = ""
        for model in 0..<5 {
            for set in 0..<4 {
                let accuracy = 0.5 + 0.05 * Double(model) + 0.02 * Double(set)
                text += ZooLines.result("m\(model)", "d\(set)", accuracy)
            }
        }
        let found = try RecallBenchmark(ZooLines.zoo(text))
        #expect(found.rows.map(\.method) == Array(repeating: "links", count: 5))
        for row in found.rows {
            #expect(abs((row.spearman ?? 0) - 1) < 1e-12 && row.trials == 1)
            #expect(row.top1Regret == 0 && row.top3Regret == 0)
        }
        #expect(found.rows.last?.data == nil && found.rows.last?.count == 4)
        #expect(found.skipped.count == 8)
        #expect(found.skipped.first?.hasPrefix("two-phase on d0: ") == true)
    }

    @Test("a zoo without a history says what is lacking")
    func nothing() throws {
        let zoo = try ZooLines.zoo(ZooLines.result("m", "a", 1))
        let error = #expect(throws: ModelChoiceError.self) { try RecallBenchmark(zoo) }
        #expect(error?.description == "z: no data set has results of two models")
    }
}
