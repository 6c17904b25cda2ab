import CLIPModels
import Checkpoints
import Synchronization
import SyntheticCheckpoints
import SystemFiles
import Tensors
import TestSupport
import Testing
import Workers

struct WritingTests {
    private static func weights(seed: UInt64) throws -> [[UInt8]] {
        let folder = try TemporaryFolder()
        let family = SyntheticFamily(architecture: .tiny, modelCount: 2, angle: 40, seed: seed)
        try family.write(to: folder.path)
        return try family.folderNames.map { try folder.bytes(of: $0 + "/model.safetensors") }
    }

    @Test func theSeedDecidesEveryByte() throws {
        let first = try Self.weights(seed: 1)
        #expect(try Self.weights(seed: 1) == first)
        #expect(first.allSatisfy { $0.count < 1_000_000 })
        let other = try Self.weights(seed: 2)
        for (left, right) in zip(first, other) {
            let equal = zip(left, right).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }
            // The header and by chance some bytes agree.
            #expect(equal < left.count / 2)
        }
        #expect(first[1] != first[0] && first[2] != first[1])
    }

    @Test func checkpointsAreWhole() throws {
        let folder = try TemporaryFolder()
        let family = SyntheticFamily(architecture: .tiny, modelCount: 3, type: .f16)
        let last = Mutex<Int>(0)
        try family.write(to: folder.path("new")) { progress in
            last.withLock { $0 = progress.done }
        }
        #expect(last.withLock { $0 } == family.byteCount)
        #expect(try folder.names(in: "new") == ["base", "model_0", "model_1", "model_2"])
        for name in family.folderNames {
            #expect(
                try folder.names(in: "new/" + name) == ["config.json", "model.safetensors"]
            )
            let checkpoint = try Checkpoint.open(folder.path("new/" + name))
            #expect(checkpoint.dialect == .huggingFace && checkpoint.warnings.isEmpty)
            #expect(checkpoint.tensors.count == 78)
            #expect(checkpoint.tensors.allSatisfy { $0.type == .f16 })
            #expect(checkpoint.companionFiles.count == 1)
        }
    }

    @Test func theOpenAILayoutIsRecognised() throws {
        let family = SyntheticFamily(architecture: .tiny, modelCount: 1, layout: .openAI)
        #expect(try MeasuredFamily(family).base.dialect == .openAI)
    }

    @Test func theConfigurationTellsTheSizes() throws {
        let folder = try TemporaryFolder()
        let family = SyntheticFamily(architecture: .tiny, modelCount: 1, type: .bf16)
        try family.write(to: folder.path)
        let bytes = try folder.bytes(of: "model_0/config.json")
        let text = String(decoding: bytes, as: UTF8.self)
        for member in [
            "\"model_type\": \"clip\"", "\"torch_dtype\": \"bfloat16\"", "\"patch_size\": 8",
            "\"vocab_size\": 256", "\"num_hidden_layers\": 2", "\"hidden_act\": \"quick_gelu\"",
        ] { #expect(text.contains(member)) }
    }

    @Test func existingCheckpointsAreReplacedOnlyOnRequest() throws {
        let folder = try TemporaryFolder()
        let family = SyntheticFamily(architecture: .tiny, modelCount: 1)
        try family.write(to: folder.path)
        #expect(refusal { () throws(CheckpointError) in try family.write(to: folder.path) } != nil)
        try family.write(to: folder.path, .replacing)
        let missing = folder.path("no/such/folder")
        let error = refusal { () throws(CheckpointError) in try family.write(to: missing) }
        #expect(error?.code == .cannotCreate)
    }

    @Test func weightsLookLikeWeights() throws {
        let measured = try MeasuredFamily(SyntheticFamily(architecture: .tiny, modelCount: 1))
        let name = "vision_model.encoder.layers.0.mlp.fc1.weight"
        let values = try measured.values(name, in: measured.base)
        let mean = values.reduce(0, +) / Double(values.count)
        let deviation = (product(values, values) / Double(values.count)).squareRoot()
        #expect(abs(mean) < 0.001 && (0.015...0.021).contains(deviation))
        let norm = "vision_model.encoder.layers.0.layer_norm1.weight"
        #expect(try measured.values(norm, in: measured.base).allSatisfy { $0 > 0.8 && $0 < 1.2 })
    }
}
