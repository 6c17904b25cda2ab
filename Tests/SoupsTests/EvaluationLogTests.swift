import EvaluationResults
import MergeEngine
import Soups
import TestSupport
import Testing
import TextFormats

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
                #"{"model_name": "a + b", "held-out": 0.5, "members": ["a", "b"], "measured": {"files": [null, null]}}"#
            )
        )
    }

    @Test("soups of the same members with other weights are other soups")
    func weights() throws {
        let path = folder.path("weighted.jsonl")
        let first = try EvaluationLog(path, dataSet: "held-out")
        #expect(try first.accuracy(of: ["a", "b"]) { 0.5 } == 0.5)
        #expect(try first.accuracy(of: ["a", "b"], weights: [0.1, 0.9]) { 0.75 } == 0.75)
        let second = try EvaluationLog(path, dataSet: "held-out")
        #expect(try second.accuracy(of: ["a", "b"], weights: [0.1, 0.9]) { 0 } == 0.75)
        #expect(!second.knows(["a", "b"], weights: [0.2, 0.8]) && second.knows(["a", "b"]))
        let text = String(decoding: try folder.bytes(of: "weighted.jsonl"), as: UTF8.self)
        #expect(text.contains(#""model_name": "0.1 a + 0.9 b""#))
    }

    @Test("rows of other images, settings or files are measured anew, with one warning")
    func conditions() throws {
        let path = folder.path("log.jsonl")
        let files: [UTF8Key: JSONValue] = [
            UTF8Key("a"): .number(1), UTF8Key("b"): .number(2),
        ]
        func log(_ limit: Double, _ files: [UTF8Key: JSONValue]) throws -> EvaluationLog {
            try EvaluationLog(
                path,
                dataSet: "held-out",
                conditions: [JSONMember("limit", .number(limit))],
                files: files
            )
        }
        let first = try log(10, files)
        for (members, accuracy) in [(["a"], 0.5), (["b"], 0.25), (["a", "b"], 0.75)] {
            #expect(try first.accuracy(of: members) { accuracy } == accuracy)
        }
        let other = try log(20, files)
        #expect(other.warnings.count == 1 && !other.knows(["a"]))
        #expect(other.warnings.first?.contains("3 rows, the first one of 'a'") == true)
        #expect(try other.accuracy(of: ["a"]) { 0.125 } == 0.125)
        // Both are kept, and each is found again.
        #expect(try log(10, files).accuracy(of: ["a"]) { 0 } == 0.5)
        #expect(try log(20, files).accuracy(of: ["a"]) { 0 } == 0.125)
        let retrained = try log(10, [UTF8Key("a"): .number(1), UTF8Key("b"): .number(3)])
        #expect(retrained.knows(["a"]) && !retrained.knows(["b"]) && !retrained.knows(["a", "b"]))
        #expect(retrained.warnings.count == 1)
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
                == "\(path): no accuracy of 'c' on 'x'; add the row, or name another data set"
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
