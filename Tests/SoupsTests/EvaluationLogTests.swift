import EvaluationResults
import MergeEngine
import Soups
import TestSupport
import Testing

@Suite("Known accuracies and logs")
struct EvaluationLogTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("a later run measures only what is missing, also after a line that was cut short")
    func resumption() throws {
        let path = folder.path("log.jsonl")
        let first = try EvaluationLog(path, dataSet: "held-out")
        #expect(try first.accuracy(of: ["a", "b"]) { 0.5 } == 0.5)
        #expect(try first.accuracy(of: ["a", "c"]) { 0.75 } == 0.75)
        #expect(try first.accuracy(of: ["a", "c"]) { 0 } == 0.75)
        let whole = try folder.bytes(of: "log.jsonl")
        try folder.write(Array(whole.dropLast(9)), as: "log.jsonl")
        let second = try EvaluationLog(path, dataSet: "held-out")
        #expect(second.warnings == ["\(path):2: the last line was cut short and is left out"])
        #expect(try second.accuracy(of: ["a", "b"]) { 0 } == 0.5)
        #expect(try second.accuracy(of: ["a", "c"]) { 0.75 } == 0.75)
        #expect(try folder.bytes(of: "log.jsonl") == whole)
        #expect(
            String(decoding: whole, as: UTF8.self).hasPrefix(
                #"{"model_name": "a + b", "held-out": 0.5, "members": ["a", "b"]}"#
            )
        )
    }

    @Test("rows are found by path and by short name")
    func scores() throws {
        let path = try folder.write(
            #"{"model_name": "model_1", "x": 0.5}"# + "\n"
                + #"{"model_name": "b", "x:top1": 0.25}"#,
            as: "scores.jsonl"
        )
        let scores = try KnownScores(path)
        #expect(try scores.score(of: "runs/model_1.pt", on: "x") == 0.5)
        #expect(try scores.score(of: "b", on: "x") == 0.25)
        let error = #expect(throws: SoupError.self) { try scores.score(of: "b/c", on: "x") }
        #expect(
            error?.description
                == "\(path): no accuracy of 'c' on 'x'; add the row, or name another data set with "
                + "--held-out-name"
        )
        #expect(throws: SoupError.self) { try scores.score(of: "b", on: "y") }
    }

    @Test func shortNames() throws {
        #expect(ModelName.of("a/b/model.safetensors") == "model")
        #expect(ModelName.of("a/b/") == "b")
        #expect(ModelName.of("x.safetensors.index.json") == "x")
        #expect(ModelName.of(".pt") == ".pt")
        #expect(throws: SoupError.sameName("m")) { try ModelName.distinct(["a/m.pt", "b/m"]) }
    }
}
