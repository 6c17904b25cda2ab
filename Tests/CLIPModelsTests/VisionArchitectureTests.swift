import CLIPModels
import Checkpoints
import SystemFiles
import Tensors
import TestSupport
import Testing

@Suite("The architecture of a vision tower")
struct VisionArchitectureTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func architecture(
        _ entries: [VisionTowerFixture.Entry],
        headCount: Int? = nil,
        metadata: [String: String] = [:]
    ) throws(CheckpointError) -> VisionArchitecture {
        let path = folder.path("model.safetensors")
        do { try VisionTowerFixture.write(entries, metadata: metadata, to: path) } catch {
            Issue.record("the fixture cannot be written: \(error)")
        }
        return try VisionArchitecture(of: .open(path), headCount: headCount)
    }

    @Test(
        "the same sizes in every dialect and behind every prefix",
        arguments: [
            VisionTowerFixture.huggingFace, VisionTowerFixture.openAI(),
            VisionTowerFixture.openAI(prefix: "model."),
            VisionTowerFixture.openAI(prefix: "image_encoder.model."),
            VisionTowerFixture.openAI(prefix: "model.").map { ("module." + $0.name, $0.shape) },
            VisionTowerFixture.openAI(prefix: "net._orig_mod.model."),
        ]
    )
    func sizes(_ entries: [VisionTowerFixture.Entry]) throws {
        let found = try architecture(entries)
        #expect(found.width == 128 && found.blockCount == 2 && found.headCount == 2)
        #expect(found.patchSize == 4 && found.imageSize == 8 && found.tokenCount == 5)
        #expect(found.hiddenWidth == 96 && found.outputWidth == 6 && found.classCount == 10)
        #expect(found.activation == nil)
    }

    @Test("without a head there are no classes")
    func withoutHead() throws {
        let entries = VisionTowerFixture.openAI().filter { $0.name.hasPrefix("visual.") }
        #expect(try architecture(entries).classCount == nil)
    }

    @Test("every missing tensor is named", arguments: VisionTowerFixture.huggingFace.dropLast(2))
    func missing(_ entry: VisionTowerFixture.Entry) {
        let entries = VisionTowerFixture.huggingFace.filter { $0.name != entry.name }
        let error = #expect(throws: CheckpointError.self) { try architecture(entries) }
        let name = entry.name
        // Of a missing third the packed tensor is missing, too; a file without blocks has none.
        #expect(error?.tensor == name && error?.code == .malformed, "\(name): \(error as Any)")
        #expect(error?.message.contains("is missing") == true)
    }

    @Test(
        "a shape that contradicts the others is named",
        arguments: VisionTowerFixture.openAI().dropLast(2)
    )
    func wrongShape(_ entry: VisionTowerFixture.Entry) {
        let entries = VisionTowerFixture.openAI().map {
            $0.name == entry.name ? ($0.name, $0.shape + [2]) : $0
        }
        let error = #expect(throws: CheckpointError.self) { try architecture(entries) }
        #expect(error?.tensor == entry.name && error?.code == .malformed)
    }

    @Test("a positional embedding that is not a square")
    func noSquare() {
        let entries = VisionTowerFixture.openAI().map {
            $0.name == "visual.positional_embedding" ? ($0.name, [7, 128]) : $0
        }
        let error = #expect(throws: CheckpointError.self) { try architecture(entries) }
        #expect(error?.message.contains("7 rows") == true)
    }

    @Test("a file that is no CLIP")
    func unknownDialect() {
        let error = #expect(throws: CheckpointError.self) { try architecture([("a", [2])]) }
        #expect(error?.code == .unsupported)
    }

    @Test(
        "the configuration decides heads and activation",
        arguments: [
            ("config.json", #"{"num_attention_heads": 8, "hidden_act": "gelu"}"#, 8, .gelu),
            (
                "config.json",
                #"{"hidden_act": "gelu", "vision_config": {"hidden_act": "quick_gelu"}}"#, 2,
                .quickGELU
            ),
            (
                "open_clip_config.json",
                #"{"model_cfg": {"vision_cfg": {"head_width": 32}, "quick_gelu": true}}"#, 4,
                .quickGELU
            ),
            (
                "open_clip_config.json",
                #"{"model_cfg": {"vision_cfg": {"image_size": [8, 8], "layers": 2}}}"#, 2, .gelu
            ),
        ] as [(String, String, Int, ActivationFunction?)]
    )
    func configuration(
        _ file: String,
        _ text: String,
        _ heads: Int,
        _ activation: ActivationFunction?
    ) throws {
        try folder.write(text, as: file)
        let found = try architecture(VisionTowerFixture.huggingFace)
        #expect(found.headCount == heads && found.activation == activation)
        #expect(try architecture(VisionTowerFixture.openAI(), headCount: 16).headCount == 16)
    }

    @Test("the metadata decide heads and activation where no configuration does")
    func metadata() throws {
        let metadata = ["stockpot.heads": "8", "stockpot.activation": "gelu"]
        let found = try architecture(VisionTowerFixture.openAI(), metadata: metadata)
        #expect(found.headCount == 8 && found.activation == .gelu)
        let path = folder.path("model.safetensors")
        let told: CheckpointMetadata = ["stockpot.heads": "8", "stockpot.activation": "gelu"]
        #expect(try Checkpoint.open(path).visionMetadata() == told)
        try folder.write(
            #"{"hidden_act": "quick_gelu", "num_attention_heads": 4}"#,
            as: "config.json"
        )
        let configured = try architecture(VisionTowerFixture.openAI(), metadata: metadata)
        #expect(configured.headCount == 4 && configured.activation == .quickGELU)
        let known: CheckpointMetadata = ["stockpot.heads": "4", "stockpot.activation": "quickgelu"]
        #expect(try Checkpoint.open(path).visionMetadata() == known)
        try folder.write("{}", as: "config.json")
        #expect(
            try architecture(VisionTowerFixture.openAI(), metadata: metadata).headCount == 8
        )
    }

    @Test(
        "metadata that cannot be are refused, and name themselves",
        arguments: [
            (["stockpot.heads": "0"], "stockpot.heads in the metadata is '0'"),
            (["stockpot.heads": "four"], "expected a number"),
            (["stockpot.heads": "3"], "3 attention heads do not divide"),
            (["stockpot.activation": "relu"], "expected quickgelu or gelu"),
        ]
    )
    func badMetadata(_ metadata: [String: String], _ message: String) throws {
        let error = #expect(throws: CheckpointError.self) {
            try architecture(VisionTowerFixture.openAI(), metadata: metadata)
        }
        #expect(error?.message.contains(message) == true, "\(error as Any)")
        #expect(error?.path == folder.path("model.safetensors"))
        #expect(try Checkpoint.open(folder.path("model.safetensors")).visionMetadata().isEmpty)
    }

    @Test("a number of heads is never guessed where the width is not a multiple of 64")
    func unknownHeads() throws {
        let entries = VisionTowerFixture.openAI().map { name, shape in
            (name, shape.map { $0 == 128 ? 160 : $0 == 384 ? 480 : $0 })
        }
        let error = #expect(throws: CheckpointError.self) { try architecture(entries) }
        #expect(error?.message.contains("state the number of heads") == true)
        #expect(try architecture(entries, headCount: 5).headCount == 5)
        #expect(try architecture(entries, metadata: ["stockpot.heads": "10"]).headCount == 10)
    }

    @Test(
        "a configuration that contradicts the tensors, or is no JSON",
        arguments: [
            (#"{"image_size": 16}"#, "the image size is 16, but the tensors say 8"),
            (#"{"hidden_size": 64}"#, "the width is 64, but the tensors say 128"),
            (#"{"patch_size": 2}"#, "the patch size is 2, but the tensors say 4"),
            (#"{"num_hidden_layers": 12}"#, "the number of blocks is 12, but the tensors say 2"),
            (#"{"num_attention_heads": 3}"#, "3 attention heads do not divide"),
            (#"{"num_attention_heads": 0}"#, "num_attention_heads is 0"),
            (#"{"num_attention_heads": 1e3}"#, "non-negative integer"),
            (#"{"head_width": 4096}"#, "not a multiple of 4096, the said width"),
            (#"{"hidden_act": "relu"}"#, "'relu' is neither quick_gelu nor gelu"),
            (#"{"hidden_act": "gelu", "hidden_act": "gelu"}"#, "appears twice"),
            (#"{"image_size": [8, 16]}"#, "only squares"),
            (#"{"image_size": []}"#, "only squares"),
            (#"{"quick_gelu": 1}"#, "must be true or false"),
            (#"{"a": 1} {"#, "after its end"),
            ("[]", "must be a JSON object"), ("", "must be a JSON object"),
            (String(repeating: #"{"vision_config":"#, count: 20), "nests deeper"),
        ]
    )
    func badConfiguration(_ text: String, _ message: String) throws {
        try folder.write(text, as: "config.json")
        let error = #expect(throws: CheckpointError.self) {
            try architecture(VisionTowerFixture.openAI())
        }
        #expect(error?.description.contains(message) == true, "\(error as Any)")
        #expect(error?.path.hasSuffix("config.json") == true)
    }
}
