import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

/// Every command that opens checkpoints reads them with the same options.
@Suite("--state-dict, command by command")
struct StateDictionaryCommandTests {
    private let folder: TemporaryFolder

    /// The example's models as training programs save them: weights and their moving average.
    init() throws {
        folder = try TemporaryFolder()
        let models = ExampleModels.folder
        let other = try Checkpoint.open("\(models)/model_2")
        for name in ["base", "model_0", "model_1"] {
            let plain = try Checkpoint.open("\(models)/\(name)")
            let bytes = try PyTorchFixture.bytes(("model", plain), ("ema", other))
            try folder.write(bytes, as: name + ".pt")
            try FileManager.default.copyItem(
                atPath: "\(models)/\(name)/\(plain.files[0].split(separator: "/").last ?? "")",
                toPath: folder.path(name + ".safetensors")
            )
        }
        // A head of its own, and one that tells no class from another.
        let model = try Checkpoint.open("\(models)/model_1")
        let parts = try model.tensors.filter { $0.name.contains("classification_head") }
            .map { ($0.name, $0.type, $0.shape.dimensions, try model.bytes(of: $0)) }
        let blind = parts.map { ($0.0, $0.1, $0.2, $0.3.map { _ in UInt8(0) }) }
        for (name, tensors) in [("head", parts), ("blind", blind)] {
            let path = folder.path(name + ".safetensors")
            try SafetensorsFixture.write(tensors: tensors, to: path)
        }
        let heads = try ["head", "blind"].map {
            try Checkpoint.open(folder.path($0 + ".safetensors"))
        }
        let head = try PyTorchFixture.bytes(("model", heads[0]), ("ema", heads[1]))
        try folder.write(head, as: "head.pt")
        _ = try CommandLineProgram.run(
            "draw --set clean --count 20 -o clean.safetensors",
            in: folder.path
        )
        try folder.write(
            "echo \"0.$(tail -c 3000 \"$1\" | cksum | cut -c 1-6)\"\n",
            as: "score.sh"
        )
        try folder.write(jobs("pt"), as: "pt.yaml")
        try folder.write(jobs("safetensors"), as: "safetensors.yaml")
    }

    private func jobs(_ ending: String) -> String {
        """
        defaults: {merge_method: model_stock, base_model: base.\(ending)}
        jobs:
          - name: first
            output: batch.\(ending).safetensors
            models: [{model: model_0.\(ending)}, {model: model_1.\(ending)}]

        """
    }

    private static let data = "--data clean=clean.safetensors --limit 10 --heads 2"
    private static let heldOut = "--held-out clean.safetensors --limit 10 --heads 2"

    @Test(
        arguments: [
            "inspect model_0.E", "convert model_0.E -o out.safetensors",
            "merge --base base.E model_0.E model_1.E -o out.safetensors",
            "angles --base base.E model_0.E model_1.E",
            "verify --base base.E model_0.E model_1.E --merged merged.safetensors",
            "batch E.yaml", "soup uniform model_0.E model_1.E -o out.safetensors",
            "evaluate model_0.E model_1.E " + data,
            "evaluate model_0.safetensors --head head.E --json " + data,
            "score model_0.E model_1.E " + data,
            "soup greedy model_0.E model_1.E -o out.safetensors " + heldOut,
            "soup greedy model_0.E model_1.E -o out.safetensors --held-out x "
                + "--evaluator sh_score.sh_{checkpoint}",
            "wise-ft --base base.E model_0.E --alphas 0,0.5,1 " + data,
            "wise-ft --base base.E model_0.E --alphas 0,0.5,1 --data clean=x "
                + "--evaluator sh_score.sh_{checkpoint}",
        ]
    )
    func command(_ command: String) throws {
        func run(_ ending: String, _ more: String...) throws -> CommandLineProgram.Outcome {
            let words = command.split(separator: " ").map { word in
                word.replacing("sh_score.sh_", with: "sh score.sh ")
                    .replacing(".E", with: "." + ending)
                    .replacing("E.yaml", with: ending + ".yaml")
            }
            return try CommandLineProgram.run(words.map(String.init) + more, in: folder.path)
        }
        if command.hasPrefix("verify") {
            let merge = "merge --base base.safetensors model_0.safetensors model_1.safetensors"
            let made = try CommandLineProgram.run("\(merge) -o merged.safetensors", in: folder.path)
            #expect(made.status == 0, "\(made.errors)")
        }
        let ambiguous = try run("pt")
        #expect(ambiguous.status == 65, "\(ambiguous.errors)")
        #expect(ambiguous.errors.contains("--state-dict"), "\(ambiguous.errors)")

        let expected = try run("safetensors")
        #expect(expected.status == 0, "\(expected.errors)")
        let bytes = try? tensors("out.safetensors")
        try? FileManager.default.removeItem(atPath: folder.path("out.safetensors"))
        let chosen = try run("pt", "--state-dict", "model")
        #expect(chosen.status == 0, "\(chosen.errors)")
        if command.contains("out.safetensors") {
            #expect(try bytes != nil && tensors("out.safetensors") == bytes)
        } else if command.hasPrefix("batch") {
            #expect(
                try tensors("batch.pt.safetensors") == tensors("batch.safetensors.safetensors")
            )
        } else if command.hasPrefix("wise-ft") {
            let text = expected.output.replacing(".safetensors", with: ".pt")
            #expect(chosen.output == text)
        } else if command.contains("--head ") {
            let ratings = { (text: String) in
                text.split(separator: "description")[0].split(separator: "datasets").last
            }
            #expect(ratings(expected.output)?.contains("correct") == true)
            #expect(ratings(chosen.output) == ratings(expected.output))
            let other = try run("pt", "--state-dict", "ema")
            #expect(other.status == 0 && ratings(other.output) != ratings(expected.output))
        } else if command.hasPrefix("angles") {
            let layers = { (text: String) in text.split(separator: "\n").prefix(59) }
            #expect(layers(chosen.output).count == 59)
            #expect(layers(chosen.output) == layers(expected.output))
        }
        // Another dictionary holds other weights: what was asked for is what was read.
        guard command.hasPrefix("convert") || command.hasPrefix("soup uniform") else { return }
        try FileManager.default.removeItem(atPath: folder.path("out.safetensors"))
        #expect(try run("pt", "--state-dict", "ema").status == 0)
        #expect(try tensors("out.safetensors") != bytes)
    }

    private func tensors(_ file: String) throws -> [UInt8] {
        let checkpoint = try Checkpoint.open(folder.path(file))
        return try checkpoint.tensors.flatMap {
            Array($0.name.utf8) + (try checkpoint.bytes(of: $0))
        }
    }
}
