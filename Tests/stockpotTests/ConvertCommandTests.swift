import Checkpoints
import Foundation
import TestSupport
import Testing

@Suite("stockpot convert")
struct ConvertCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        #expect(try run("synthesize --shape tiny --models 2 --layout openai -o s").status == 0)
    }

    private func run(_ command: String) throws -> CommandLineProgram.Outcome {
        try CommandLineProgram.run(command, in: folder.path)
    }

    private func object(_ text: String) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require(value as? [String: Any])
    }

    @Test("there and back: folders with the configuration of each dialect")
    func thereAndBack() throws {
        let there = try run("convert s/base -o there --dialect huggingface --json")
        #expect(there.status == 0, "\(there.errors)")
        #expect(try object(there.output)["tensors"] as? Int == 78)
        #expect(
            try folder.names(in: "there")
                == ["config.json", "model.safetensors", "preprocessor_config.json"]
        )
        #expect(try run("convert there -o back --dialect openai --quiet").output.isEmpty)
        #expect(
            try folder.names(in: "back")
                == ["open_clip_config.json", "open_clip_model.safetensors"]
        )
        let (first, last) = (
            try Checkpoint.open(folder.path("s/base")), try Checkpoint.open(folder.path("back"))
        )
        #expect(first.tensors.count == last.tensors.count)
        for tensor in first.tensors {
            let other = try #require(last[tensor.name])
            #expect(try first.bytes(of: tensor) == last.bytes(of: other))
        }
    }

    @Test("inspect prints prefix and sizes")
    func inspect() throws {
        let text = try run("inspect s/base").output
        #expect(text.contains("vision    width 64, 2 layers, 1 head, MLP width 256, patch 8"))
        let json = try object(try run("inspect s/base --json").output)
        let sizes = try #require(json["architecture"] as? [String: Any])
        #expect(sizes["image_size"] as? Int == 32 && sizes["activation"] as? String == "quickgelu")
        #expect(json["prefix"] as? String == "")
    }

    @Test(
        "what is refused, and with which status",
        arguments: [
            ("convert s/base -o s/base", 73), ("convert nothing -o out", 66),
            ("convert s/base -o out --dialect klingon", 64),
            ("convert s/base -o out --prefix model", 64),
            ("convert s/base -o out --memory 1K", 64), ("convert s/base", 64),
            ("convert s/base -o s/model_0 --dialect huggingface", 73),
        ] as [(String, Int32)]
    )
    func refused(_ command: String, _ status: Int32) throws {
        let outcome = try run(command)
        #expect(outcome.status == status && outcome.errorLines.count == 1, "\(outcome)")
        #expect(try folder.names() == ["s"])
    }

    @Test("inputs that only a prefix tells apart are merged, and verified")
    func prefixes() throws {
        let converted = try run("convert s/model_0 -o model_0 --prefix net.")
        #expect(converted.status == 0 && converted.output.contains("prefix 'net.'"), "\(converted)")
        let plain = try run("merge --base s/base -o plain.safetensors s/model_0 s/model_1")
        #expect(plain.status == 0, "\(plain)")
        let merged = try run("merge --base s/base -o merged.safetensors model_0 s/model_1")
        #expect(merged.status == 0 && merged.errors.contains("'net.'"), "\(merged)")
        let verified = try run("verify --base s/base model_0 s/model_1 --merged merged.safetensors")
        #expect(verified.status == 0, "\(verified)")
        let (one, other) = (
            try Checkpoint.open(folder.path("plain.safetensors")),
            try Checkpoint.open(folder.path("merged.safetensors"))
        )
        #expect(one.tensors.map(\.name) == other.tensors.map(\.name))
        for (left, right) in zip(one.tensors, other.tensors) {
            #expect(try one.bytes(of: left) == other.bytes(of: right), "\(left.name)")
        }
    }

    @Test("a dry run writes nothing; a merge of mixed dialects names the command that mends it")
    func mending() throws {
        #expect(try run("convert s/base -o out --dialect huggingface --dry-run").status == 0)
        #expect(try folder.names() == ["s"])
        #expect(try run("convert s/base -o hf --dialect huggingface").status == 0)
        let refused = try run("merge --base s/base -o merged hf s/model_0")
        #expect(refused.status == 65)
        let command = try #require(
            refused.errors.split(separator: "fix it with: stockpot ").last
        )
        #expect(command == "convert hf -o hf-converted --dialect openai\n")
        #expect(try run(String(command.dropLast())).status == 0)
        #expect(try run("merge --base s/base -o merged hf-converted s/model_0").status == 0)
        let back = try run("merge --base hf -o back s/model_0 s/model_1")
        #expect(
            back.errors.contains("convert s/model_0 -o s/model_0-converted --dialect huggingface")
        )
    }
}
