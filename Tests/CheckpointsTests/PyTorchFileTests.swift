import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

/// The small files that `Fixtures/make_fixtures.py` let PyTorch write.
enum PyTorchFile {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("Fixtures").path

    static func path(_ name: String) -> String { folder + "/" + name }
}

@Suite("Files that PyTorch wrote")
struct PyTorchFileTests {
    @Test(
        "every tensor equals what PyTorch reads",
        arguments: [
            ("plain", CheckpointFormat.pytorch), ("numbers", .pytorch), ("shapes", .pytorch),
            ("views", .pytorch), ("tied", .pytorch), ("parameters", .pytorch),
            ("module", .pytorch), ("training", .pytorch), ("big", .pytorch), ("old", .pytorch),
            ("script", .torchScript), ("legacy", .legacyPyTorch),
            ("protocol4", .pytorch), ("protocol5", .pytorch),
            ("protocol4-legacy", .legacyPyTorch),
        ]
    )
    func tensors(name: String, format: CheckpointFormat) throws {
        let checkpoint = try Checkpoint.open(PyTorchFile.path(name + ".pt"))
        let expected = try Checkpoint.open(PyTorchFile.path(name + ".safetensors"))
        #expect(checkpoint.format == format)
        #expect(
            checkpoint.tensors.map(\.name).sorted() == expected.tensors.map(\.name).sorted()
        )
        for tensor in expected.tensors {
            let found = try #require(checkpoint[tensor.name], "\(tensor.name)")
            #expect(found.type == tensor.type && found.shape == tensor.shape, "\(tensor.name)")
            let bytes = try expected.bytes(of: tensor)
            #expect(try checkpoint.bytes(of: found) == bytes, "\(tensor.name)")
        }
    }

    @Test("a piece of any tensor is the same as in the whole", arguments: ["views", "big"])
    func pieces(name: String) throws {
        let checkpoint = try Checkpoint.open(PyTorchFile.path(name + ".pt"))
        for tensor in checkpoint.tensors {
            let whole = try checkpoint.bytes(of: tensor)
            for start in 0...tensor.byteCount {
                for count in [0, 1, 3, 4, 17, 50] where start + count <= tensor.byteCount {
                    let range = start..<start + count
                    #expect(try checkpoint.bytes(of: tensor, in: range) == Array(whole[range]))
                }
            }
        }
    }

    @Test func whatIsNoTensorIsNamed() throws {
        let checkpoint = try Checkpoint.open(PyTorchFile.path("training.pt"))
        let warning = try #require(checkpoint.warnings.first)
        #expect(checkpoint.warnings.count == 1)
        for name in ["epoch", "optimizer", "scheduler"] {
            #expect(warning.contains("'\(name)'"), "\(warning)")
        }
        #expect(checkpoint.tensors.map(\.name).sorted() == ["bias", "weight"])
    }

    @Test func plainFilesRaiseNoWarnings() throws {
        for name in ["plain", "views", "script", "legacy", "big", "old", "module"] {
            #expect(try Checkpoint.open(PyTorchFile.path(name + ".pt")).warnings.isEmpty)
        }
    }
}

@Suite("Real PyTorch files", .enabled(if: RealData.holds("openclip"), "no cifar10-vit folder"))
struct RealPyTorchFileTests {
    // The names that differ between the dialects by their spelling alone.
    private static func counterpart(of name: String) -> String? {
        if name.hasPrefix("classification_head.") { return name }
        let direct = [
            "class_embedding": "vision_model.embeddings.class_embedding",
            "conv1.weight": "vision_model.embeddings.patch_embedding.weight",
            "positional_embedding": "vision_model.embeddings.position_embedding.weight",
        ]
        let rest = String(name.dropFirst("model.visual.".count))
        if let known = direct[rest] { return known }
        if rest.contains("in_proj") || rest == "proj" { return nil }
        return [
            ("transformer.resblocks.", "encoder.layers."), ("ln_pre", "pre_layrnorm"),
            ("ln_post", "post_layernorm"), (".ln_1.", ".layer_norm1."),
            (".ln_2.", ".layer_norm2."), (".attn.", ".self_attn."), ("c_fc", "fc1"),
            ("c_proj", "fc2"),
        ].reduce("vision_model." + rest) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    }

    @Test(arguments: ["pretrained", "model_0", "model_1", "model_2"])
    func equalsTheHuggingFaceTwin(name: String) throws {
        let file = try Checkpoint.open(RealData.folder + "/openclip/\(name).pt")
        let twin = try Checkpoint.open(RealData.folder + "/hf/\(name)")
        #expect(file.tensors.count == 58 && file.warnings.isEmpty)
        var compared = 0
        for tensor in file.tensors {
            guard let counterpart = Self.counterpart(of: tensor.name) else { continue }
            let other = try #require(twin[counterpart], "\(counterpart)")
            #expect(tensor.shape == other.shape && tensor.type == other.type)
            #expect(try file.bytes(of: tensor) == twin.bytes(of: other), "\(tensor.name)")
            compared += 1
        }
        #expect(compared == 49)
    }
}
