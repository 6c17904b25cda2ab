import Checkpoints
import Foundation
import SystemFiles
import Tensors
import TestSupport
import Testing

@Suite("Folders in the layouts of Hugging Face and open_clip")
struct FolderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func weights(_ name: String) throws {
        try SafetensorsFixture.write(
            tensors: [(name, .u8, [1], [1])],
            to: folder.path(name)
        )
    }

    @Test func singleFileWithCompanions() throws {
        try weights("model.safetensors")
        for name in ["tokenizer.json", "config.json", "preprocessor_config.json", "notes.txt"] {
            try folder.write("{}", as: name)
        }
        let checkpoint = try Checkpoint.open(folder.path)
        #expect(checkpoint.files == [folder.path("model.safetensors")])
        #expect(
            checkpoint.companionFiles
                == ["config.json", "preprocessor_config.json", "tokenizer.json"].map(folder.path)
        )
        let file = try Checkpoint.open(folder.path("model.safetensors"))
        #expect(file.companionFiles == checkpoint.companionFiles)
        #expect(try Checkpoint.open(folder.path + "/").files == checkpoint.files)
    }

    @Test func index() throws {
        try weights("shard")
        try folder.write(#"{"weight_map":{"shard":"shard"}}"#, as: "model.safetensors.index.json")
        #expect(try Checkpoint.open(folder.path).format == .shardedSafetensors)
    }

    @Test func openCLIP() throws {
        try weights("open_clip_model.safetensors")
        try folder.write("{}", as: "open_clip_config.json")
        let checkpoint = try Checkpoint.open(folder.path)
        #expect(checkpoint["open_clip_model.safetensors"] != nil)
        #expect(checkpoint.companionFiles == [folder.path("open_clip_config.json")])
    }

    @Test func severalWeightFilesAreWarnedOf() throws {
        try weights("model.safetensors")
        try weights("open_clip_model.safetensors")
        let checkpoint = try Checkpoint.open(folder.path)
        #expect(checkpoint["model.safetensors"] != nil)
        #expect(checkpoint.warnings.contains { $0.contains("open_clip_model.safetensors") })
    }

    private func pytorch(_ fixture: String, as name: String) throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: PyTorchFile.path(fixture)))
        try folder.write(Array(bytes), as: name)
    }

    @Test(arguments: ["pytorch_model.bin", "open_clip_pytorch_model.bin"])
    func pytorchFile(_ name: String) throws {
        try pytorch("plain.pt", as: name)
        let checkpoint = try Checkpoint.open(folder.path)
        #expect(checkpoint.files == [folder.path(name)])
        #expect(checkpoint.format == .pytorch)
    }

    @Test func safetensorsArePreferredToPyTorch() throws {
        try pytorch("plain.pt", as: "pytorch_model.bin")
        try weights("model.safetensors")
        let checkpoint = try Checkpoint.open(folder.path)
        #expect(checkpoint.format == .safetensors)
        #expect(checkpoint.warnings.contains { $0.contains("pytorch_model.bin") })
    }

    private func pytorchShards(_ map: String) throws -> String {
        try pytorch("plain.pt", as: "one.bin")
        try pytorch("legacy.pt", as: "two.bin")
        return try folder.write("{\"weight_map\":{\(map)}}", as: "pytorch_model.bin.index.json")
    }

    @Test func pytorchShards() throws {
        _ = try pytorchShards(#""a":"one.bin","matrix":"two.bin","transposed":"two.bin""#)
        let checkpoint = try Checkpoint.open(folder.path)
        #expect(checkpoint.format == .shardedPyTorch)
        #expect(checkpoint.tensors.map(\.name).sorted() == ["a", "matrix", "transposed"])
        let other = try Checkpoint.open(PyTorchFile.path("legacy.safetensors"))
        let (found, expected) = (try #require(checkpoint["transposed"]), other["transposed"])
        #expect(try checkpoint.bytes(of: found) == other.bytes(of: try #require(expected)))
    }

    @Test func pytorchShardWithoutItsTensor() throws {
        _ = try pytorchShards(#""matrix":"one.bin""#)
        let error = refusal { () throws(CheckpointError) in try Checkpoint.open(folder.path) }
        #expect(error?.code == .malformed)
        #expect(error?.tensor == "matrix")
    }

    @Test func shardsOfTwoKinds() throws {
        try weights("c")
        let path = try pytorchShards(#""a":"one.bin","c":"c""#)
        let error = refusal { () throws(CheckpointError) in try Checkpoint.open(folder.path) }
        #expect(error?.code == .malformed)
        #expect(error?.path == path)
    }

    @Test func bothPyTorchFileAndIndex() throws {
        let index = try pytorchShards(#""a":"one.bin""#)
        try pytorch("plain.pt", as: "pytorch_model.bin")
        let error = refusal { () throws(CheckpointError) in try Checkpoint.open(folder.path) }
        #expect(error?.code == .malformed)
        #expect(error?.path == folder.path)
        #expect(try Checkpoint.open(index)["a"] != nil)
    }

    @Test func folderWithoutWeights() throws {
        try folder.write("{}", as: "config.json")
        let error = refusal { () throws(CheckpointError) in try Checkpoint.open(folder.path) }
        #expect(error?.code == .missing)
        #expect(error?.message.contains("model.safetensors") == true)
    }
}
