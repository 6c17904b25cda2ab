import Checkpoints
import Foundation
import TestSupport
import Testing

/// What no tensor tells reaches the programs that run a merge.
@Suite("Heads and activations of merges")
struct MergedModelTests {
    private let folder: TemporaryFolder
    private let models = ExampleModels.folder

    init() throws {
        folder = try TemporaryFolder()
        _ = try run("draw --set clean --count 40 -o clean.safetensors")
    }

    @discardableResult
    private func run(_ command: String) throws -> String {
        let outcome = try CommandLineProgram.run(command, in: folder.path)
        try #require(outcome.status == 0, "\(command): \(outcome.errors)")
        return outcome.output
    }

    private struct Record: Decodable {
        let heads: Int
        let activation: String
        let datasets: [DataSet]

        struct DataSet: Decodable {
            let correct: Int
        }
    }

    private func evaluate(_ model: String, _ data: String = "clean.safetensors") throws -> Record {
        let text = try run("evaluate \(model) --data clean=\(data) --limit 100 --json")
        return try JSONDecoder().decode(Record.self, from: Data(text.utf8))
    }

    @Test("a file, a folder, and merges and conversions of a bare file score the same")
    func sameModel() throws {
        let (base, other) = ("\(models)/base", "\(models)/model_0")
        try run("merge --base \(base) \(other) --method wise_ft --set alpha=0.5 -o folder")
        try run(
            "merge --base \(base) \(other) --method wise_ft --set alpha=0.5 -o file.safetensors"
        )
        // A file beside a configuration, and one alone that knows from its metadata.
        try run("merge --base \(base)/model.safetensors \(other) --method average -o average")
        #expect(try folder.names(in: "average").contains("open_clip_config.json"))
        try run("merge file.safetensors --method average -o again")
        try run("convert file.safetensors -o converted --dialect huggingface")
        try run("convert folder/model.safetensors -o copied")
        #expect(try folder.names(in: "copied").contains("open_clip_config.json"))
        let expected = try evaluate("folder")
        #expect(expected.heads == 2 && expected.activation == "quickgelu")
        for model in ["file.safetensors", "again", "converted", "copied"] {
            let record = try evaluate(model)
            #expect(record.heads == 2 && record.activation == "quickgelu", "\(model)")
            #expect(record.datasets[0].correct == expected.datasets[0].correct, "\(model)")
        }
        let metadata = try Checkpoint.open(folder.path("file.safetensors")).metadata
        #expect(metadata["stockpot.heads"] == "2")
        #expect(metadata["stockpot.activation"] == "quickgelu")
    }

    @Test("the number of heads stands in the table; one that does not divide is a usage error")
    func heads() throws {
        let model = "\(models)/base"
        let command = "evaluate \(model) --data clean=clean.safetensors --limit 1"
        #expect(try run(command).contains("quickgelu, 2 heads, "))
        #expect(try run(command + " --heads 1").contains("quickgelu, 1 head, "))
        let outcome = try CommandLineProgram.run(command + " --heads 5", in: folder.path)
        #expect(outcome.status == 64)
        #expect(
            outcome.errors.contains("5 attention heads do not divide its width of 64 (--heads)"),
            "\(outcome.errors)"
        )
    }

    @Test(
        "merges of .pt files score what their folder and their conversion score",
        .enabled(if: RealData.holds("images/clean"), "the CIFAR-10 checkpoints are not there")
    )
    func pyTorchFiles() throws {
        let inputs = ["pretrained", "model_0", "model_1"].map {
            RealData.folder + "/openclip/\($0).pt"
        }
        let clean = RealData.folder + "/images/clean"
        let models = inputs.dropFirst().joined(separator: " ")
        try run("merge --base \(inputs[0]) \(models) -o folder")
        try run("merge --base \(inputs[0]) \(models) -o file.safetensors")
        for model in ["folder", "file.safetensors"] {
            let record = try evaluate(model, clean)
            #expect(record.heads == 4 && record.activation == "gelu")
            // More than half are right; with the wrong heads it is a fifth.
            #expect((50...70).contains(record.datasets[0].correct), "\(record)")
        }
        let metadata = try Checkpoint.open(folder.path("file.safetensors")).metadata
        #expect(metadata["stockpot.heads"] == "4" && metadata["stockpot.activation"] == "gelu")
        try FileManager.default.createDirectory(
            atPath: folder.path("lone"),
            withIntermediateDirectories: true
        )
        try FileManager.default.copyItem(atPath: inputs[0], toPath: folder.path("lone/b.pt"))
        let lone = try CommandLineProgram.run(
            "evaluate lone/b.pt --data clean=\(clean)",
            in: folder.path
        )
        #expect(lone.status == 65)
        #expect(lone.errors.contains("state the number of heads (--heads)"), "\(lone.errors)")
        try run("convert lone/b.pt -o told.safetensors --heads 4 --activation gelu")
        try run("convert lone/b.pt -o told --dialect huggingface --heads 4 --activation gelu")
        for model in ["told.safetensors", "told"] {
            let record = try evaluate(model, clean)
            #expect(record.heads == 4 && record.activation == "gelu")
        }
        let wrong = try CommandLineProgram.run(
            "convert lone/b.pt -o wrong.safetensors --heads 5",
            in: folder.path
        )
        #expect(wrong.status == 64 && wrong.errors.contains("--heads 5: does not divide"))
    }
}
