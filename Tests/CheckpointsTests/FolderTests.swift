import Checkpoints
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
        #expect(try Checkpoint.open(folder.path("model.safetensors")).companionFiles.isEmpty)
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

    @Test(arguments: ["pytorch_model.bin", "open_clip_pytorch_model.bin"])
    func pytorchIsRefusedByName(_ name: String) throws {
        try folder.write([0x50, 0x4B, 3, 4, 0, 0, 0, 0, 0, 0], as: name)
        let error = refusal { () throws(CheckpointError) in try Checkpoint.open(folder.path) }
        #expect(error?.code == .unsupported)
        #expect(error?.path == folder.path(name))
    }

    @Test func pytorchShardsAreRefused() throws {
        try folder.write([0x50, 0x4B, 3, 4, 0, 0, 0, 0, 0, 0], as: "p.bin")
        try folder.write(#"{"weight_map":{"a":"p.bin"}}"#, as: "pytorch_model.bin.index.json")
        let error = refusal { () throws(CheckpointError) in try Checkpoint.open(folder.path) }
        #expect(error?.code == .unsupported)
        #expect(error?.path == folder.path("p.bin"))
    }

    @Test func folderWithoutWeights() throws {
        try folder.write("{}", as: "config.json")
        let error = refusal { () throws(CheckpointError) in try Checkpoint.open(folder.path) }
        #expect(error?.code == .missing)
        #expect(error?.message.contains("model.safetensors") == true)
    }
}
