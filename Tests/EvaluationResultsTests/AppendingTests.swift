import EvaluationResults
import SystemFiles
import TestSupport
import Testing

@Suite("Appending to result files")
struct AppendingTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("results.jsonl")
    }

    private func result(_ name: String, _ score: Double = 0.5) -> EvaluationResult {
        EvaluationResult(modelName: name, accuracies: [.init("x", score)])
    }

    private var text: String {
        get throws { String(decoding: try folder.bytes(of: "results.jsonl"), as: UTF8.self) }
    }

    @Test func linesFollowEachOther() throws {
        try EvaluationResultFile.append(result("a"), to: path)
        try EvaluationResultFile.append(result("b", 0.25), to: path)
        #expect(
            try text == """
                {"model_name": "a", "x": 0.5}
                {"model_name": "b", "x": 0.25}

                """
        )
    }

    @Test(arguments: [
        ("{\"model_name\": \"a\", \"x\": 0.5}\n{\"model_na", true),
        ("{\"model_name\": \"a\", \"x\": 0.5}", false),
    ])
    func afterAFileWithoutAnEnd(before: String, isCut: Bool) throws {
        try folder.write(before, as: "results.jsonl")
        #expect(try EvaluationResultFile.read(path).warnings.isEmpty != isCut)
        try EvaluationResultFile.append(result("b"), to: path)
        let file = try EvaluationResultFile.read(path)
        #expect(file.results.map(\.modelName) == ["a", "b"] && file.warnings.isEmpty)
    }

    @Test func whatContradictsTheFileIsNotAdded() throws {
        try EvaluationResultFile.append(result("a"), to: path)
        try EvaluationResultFile.append(result("a"), to: path)
        let before = try text
        let error = #expect(throws: FileError.self) {
            try EvaluationResultFile.append(result("a", 0.75), to: path)
        }
        #expect(
            error?.description
                == #"\#(path):3: "a" is in an earlier line, with other values"#
        )
        #expect(try text == before)
    }

    @Test func filesThatCannotBeOpened() throws {
        let absent = folder.path("no/results.jsonl")
        let reading = #expect(throws: FileError.self) {
            try EvaluationResultFile.read(absent)
        }
        #expect(reading?.code == .missing)
        #expect(reading?.description == absent + ": there is no such file")
        let writing = #expect(throws: FileError.self) {
            try EvaluationResultFile.append(result("a"), to: absent)
        }
        #expect(writing?.code == .inputOutput)
    }
}
