import Checkpoints
import Foundation
import Tensors
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
            ("evaluate --data a=set", "give at least one model"),
            ("evaluate m", "--data NAME=DIR: give at least one"),
            ("evaluate m --data set", "--data"),
            ("evaluate m --data a=set --data a=set", "--data a: the name occurs twice"),
            ("evaluate m m --data a=set", "a model is named twice"),
            ("evaluate m n --data a=set --predictions p.safetensors", "a file takes one model"),
            ("evaluate m --data a=set --predictions p.pt", "written as safetensors"),
            ("evaluate m --data a=set --labels b=x", "--labels b: there is no data set"),
            ("evaluate m --data a=set --clean b", "--clean b: there is no data set"),
            ("evaluate m --data a=set --batch 0", "--batch: at least 1"),
            ("evaluate m --data a=set --batch 9223372036854775807", "--batch: at most 65536, not"),
            ("evaluate m --data a=set --threads 5000", "--threads: at most 4096, not 5000"),
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

    private static let clean = "clean=" + RealData.folder + "/images/clean"

    @Test(
        "the logits of PyTorch, and its predictions, on every image",
        arguments: ["model_0", "pretrained"],
        ["openclip/%.pt", "hf/%"]
    )
    func logits(model: String, file: String) throws {
        let folder = try TemporaryFolder()
        let path = RealData.folder + "/" + file.replacing("%", with: model)
        let predictions = folder.path("p.safetensors")
        let records = try evaluate([
            path, "--data", Self.clean, "--json", "--predictions", predictions,
        ])
        let found = try rows("clean.logits", of: predictions)
        let expected = try rows(model, of: RealData.folder + "/clean-logits.safetensors")
        #expect(found.count == 400 && expected.count == 400)
        for (index, row) in found.enumerated() {
            let reference = expected[index]
            let difference = zip(row, reference).map { ($0 - $1).magnitude }.max() ?? .infinity
            let scale = reference.map(\.magnitude).max() ?? 0
            #expect(difference <= 1e-4 * scale, "image \(index)")
            let (own, other) = (row.max() ?? 0, reference.max() ?? 0)
            #expect(row.firstIndex(of: own) == reference.firstIndex(of: other), "image \(index)")
        }
        #expect(records[0].activation == "gelu" && records[0].shift_average == nil)
    }

    private func rows(_ name: String, of path: String) throws -> [[Float]] {
        let checkpoint = try Checkpoint.open(path)
        let tensor = try #require(checkpoint[name])
        let bytes = try checkpoint.bytes(of: tensor)
        let values = stride(from: 0, to: bytes.count, by: 4).map { start in
            Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * $1) })
        }
        let width = tensor.shape.dimensions[1]
        return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
    }

    @Test("the same predictions, to the byte, for other threads and batches")
    func sameBytes() throws {
        let folder = try TemporaryFolder()
        let model = RealData.folder + "/openclip/model_0.pt"
        var files: [[UInt8]] = []
        for (index, options) in [["1", "32"], ["3", "7"]].enumerated() {
            let file = "p\(index).safetensors"
            _ = try evaluate([
                model, "--data", Self.clean, "--limit", "10", "--json", "--threads", options[0],
                "--batch", options[1], "--predictions", folder.path(file),
            ])
            files.append(try folder.bytes(of: file))
        }
        #expect(files[0] == files[1])
    }

    @Test("an average over the shifts, and rows of results")
    func results() throws {
        let folder = try TemporaryFolder()
        let models = ["model_0", "model_1"].map { RealData.folder + "/openclip/\($0).pt" }
        let sets = ["clean", "noise", "dark", "held-out"].flatMap {
            ["--data", "\($0)=\(RealData.folder)/images/\($0)"]
        }
        let file = folder.path("results.jsonl")
        let records = try evaluate(models + sets + ["--limit", "4", "--json", "--jsonl", file])
        #expect(records.map(\.model) == models)
        for record in records {
            let average = (record.datasets[1].top1 + record.datasets[2].top1) / 2
            #expect(record.shift_average == average)
        }
        let lines = String(decoding: try folder.bytes(of: "results.jsonl"), as: UTF8.self)
        #expect(lines.split(separator: "\n").count == 2)
        #expect(lines.contains("\"n_images\": {\"clean\": 4, \"noise\": 4"))
    }

    @Test("a broken image ends with 65 and its name, and leaves nothing")
    func brokenImage() throws {
        let folder = try TemporaryFolder()
        for index in 0..<10 { try folder.write("GIF89a", as: "set/\(index)/image.png") }
        let outcome = try CommandLineProgram.run(
            ["evaluate", RealData.folder + "/openclip/model_0.pt", "--data", "a=set"]
                + ["--predictions", "p.safetensors"],
            in: folder.path
        )
        #expect(outcome.status == 65)
        #expect(
            outcome.errorLines == ["error: set/0/image.png: is neither a JPEG nor a PNG image"]
        )
        #expect(try folder.names() == ["set"])
    }

    @Test("a data set of other classes than the model's")
    func classCount() throws {
        let folder = try TemporaryFolder()
        try folder.write("", as: "set/a/image.png")
        let model = RealData.folder + "/openclip/model_0.pt"
        for (name, wanted) in [("mine", "1"), ("ImageNetR", "1000")] {
            try folder.write("", as: "set/n01443537/image.png")
            if name == "mine" {
                try FileManager.default.removeItem(atPath: folder.path("set/n01443537"))
            }
            let outcome = try CommandLineProgram.run(
                ["evaluate", model, "--data", name + "=set", "--quiet"],
                in: folder.path
            )
            #expect(outcome.status == 65)
            #expect(
                outcome.errorLines == [
                    "error: \(model): classifies into 10 classes, but \(name) needs \(wanted)"
                ]
            )
        }
    }
}
