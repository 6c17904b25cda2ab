import Foundation
import TestSupport
import Testing

@Suite("stockpot evaluate")
struct EvaluateCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("no image", as: "set/a/0.png")
    }

    private func run(_ command: String) throws -> CommandLineProgram.Outcome {
        try CommandLineProgram.run(command, in: folder.path)
    }

    @Test(
        "what the command refuses before it opens anything",
        arguments: [
            ("evaluate --data a=set", "Missing expected argument"),
            ("evaluate m", "--data NAME=DIR: give at least one"),
            ("evaluate m --data set", "--data"),
            ("evaluate m --data a=set --data a=set", "--data a: the name stands twice"),
            ("evaluate m m --data a=set", "a model is named twice"),
            ("evaluate m n --data a=set --predictions p.safetensors", "takes one model"),
            ("evaluate m --data a=set --predictions p.pt", "must end in .safetensors"),
            ("evaluate m --data a=set --labels b=x", "--labels b: there is no data set"),
            ("evaluate m --data a=set --clean b", "--clean b: there is no data set"),
            ("evaluate m --data a=set --batch 0", "--batch: at least 1"),
            ("evaluate m --data a=set --limit 0", "--limit: at least 1"),
            ("evaluate m --data a=set --per-class", "--per-class: needs --json"),
        ]
    )
    func usage(command: String, message: String) throws {
        let outcome = try run(command)
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.errorLines.first?.contains(message) == true, "\(outcome.errors)")
    }

    @Test("inputs that are missing, or hold something else")
    func inputs() throws {
        let missing = try run("evaluate m --data a=none")
        #expect(missing.status == 66)
        #expect(missing.errorLines == ["error: none: cannot be listed: No such file or directory"])
        #expect(try run("evaluate none --data a=set").status == 66)
        try folder.write("", as: "empty/b.txt")
        #expect(try run("evaluate m --data a=empty").status == 65)
    }

    @Test("a model that the file of results knows already is refused before the work")
    func knownModel() throws {
        try folder.write("{\"model_name\": \"m\", \"a\": 0.5}\n", as: "r.jsonl")
        let outcome = try run("evaluate m --data a=set --jsonl r.jsonl")
        #expect(outcome.status == 73)
        #expect(
            outcome.errorLines == [
                "error: r.jsonl: holds a result of m already; name another file"
            ]
        )
    }
}

@Suite("Accuracies of real checkpoints", .enabled(if: RealData.holds("images/clean")))
struct RealEvaluationTests {
    /// What `evaluate --json` prints.
    private struct Record: Decodable {
        struct DataSet: Decodable {
            let name: String
            let images: Int
            let correct: Int
            let top1: Double
        }

        let model: String
        let activation: String
        let datasets: [DataSet]
        let shift_average: Double?
    }

    private func evaluate(_ arguments: [String]) throws -> [Record] {
        let outcome = try CommandLineProgram.run(["evaluate"] + arguments)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try outcome.output.split(separator: "\n").map {
            try JSONDecoder().decode(Record.self, from: Data($0.utf8))
        }
    }

    /// A few images suffice here: the debug build rates ten in a second.
    @Test("the same predictions, to the byte, for other threads and batches")
    func logits() throws {
        let folder = try TemporaryFolder()
        let model = RealData.folder + "/openclip/model_0.pt"
        let images = "clean=" + RealData.folder + "/images/clean"
        var files: [[UInt8]] = []
        for (index, options) in [
            ["--threads", "1", "--batch", "32"], ["--threads", "3", "--batch", "7"],
        ].enumerated() {
            let file = "p\(index).safetensors"
            let arguments = [model, "--data", images, "--limit", "10", "--json"] + options
            let records = try evaluate(arguments + ["--predictions", folder.path(file)])
            #expect(records.map(\.activation) == ["gelu"])
            #expect(records[0].datasets.map(\.images) == [10])
            #expect(records[0].shift_average == nil)
            files.append(try folder.bytes(of: file))
        }
        #expect(files[0] == files[1])
    }
}
