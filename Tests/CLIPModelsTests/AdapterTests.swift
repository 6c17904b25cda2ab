import CLIPModels
import Checkpoints
import Tensors
import TestSupport
import Testing

/// Adapters on bases whose numbers are small whole ones, so that every product is exact.
@Suite("Low-rank adapters")
struct AdapterTests {
    private typealias Entry = (name: String, shape: [Int], values: [Double])
    private let folder: TemporaryFolder

    private static let block = "vision_model.encoder.layers.0."
    private static let width = 4

    init() throws {
        folder = try TemporaryFolder()
        try write(Self.base, "base.safetensors")
        try write(Self.openAIBase, "openai.safetensors")
    }

    private static func numbers(_ count: Int, _ seed: Int) -> [Double] {
        (0..<count).map { Double(($0 * 7 + seed * 5) % 11 - 5) }
    }

    private static func entry(_ name: String, _ shape: [Int], _ seed: Int) -> Entry {
        (name, shape, numbers(shape.reduce(1, *), seed))
    }

    /// q, k and v, an MLP's first layer, a kernel, positions, a norm and a projection.
    private static let base: [Entry] = [
        entry("vision_model.embeddings.class_embedding", [4], 1),
        entry("vision_model.embeddings.patch_embedding.weight", [4, 3, 2, 2], 2),
        entry("vision_model.embeddings.position_embedding.weight", [5, 4], 3),
        entry(block + "self_attn.q_proj.weight", [4, 4], 4),
        entry(block + "self_attn.k_proj.weight", [4, 4], 5),
        entry(block + "self_attn.v_proj.weight", [4, 4], 6),
        entry(block + "self_attn.v_proj.bias", [4], 7),
        entry(block + "mlp.fc1.weight", [6, 4], 8),
        entry(block + "mlp.fc1.bias", [6], 9),
        entry(block + "layer_norm1.weight", [4], 10),
        entry("visual_projection.weight", [3, 4], 11),
    ]

    private static let openAIBase: [Entry] = [
        entry("visual.conv1.weight", [4, 3, 2, 2], 2),
        (
            "visual.transformer.resblocks.0.attn.in_proj_weight", [12, 4],
            numbers(16, 4) + numbers(16, 5) + numbers(16, 6)
        ),
        ("visual.proj", [4, 3], transposed(numbers(12, 11), 3, 4)),
    ]

    private static func transposed(_ values: [Double], _ rows: Int, _ columns: Int) -> [Double] {
        (0..<columns).flatMap { column in (0..<rows).map { values[$0 * columns + column] } }
    }

    private func write(_ entries: [Entry], _ file: String) throws {
        let tensors = entries.map { entry in
            let bytes = entry.values.flatMap { value in
                let bits = Float(value).bitPattern
                return (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
            }
            return (entry.name, ElementType.f32, entry.shape, bytes)
        }
        let bytes = SafetensorsFixture.file(tensors: tensors)
        try folder.write(bytes, as: file)
    }

    private func adapter(
        _ entries: [Entry],
        _ options: String = "",
        rank: Int = 2,
        as name: String = "adapter"
    ) throws {
        let named = entries.map { ("base_model.model." + $0.name, $0.shape, $0.values) }
        try write(named, name + "/adapter_model.safetensors")
        let text = "{\"peft_type\": \"LORA\", \"r\": \(rank), \"lora_alpha\": 6\(options)}"
        try folder.write(text, as: name + "/adapter_config.json")
    }

    private func open(_ base: String = "base", _ adapter: String = "adapter") throws -> Checkpoint {
        let path = folder.path("\(base).safetensors") + "+" + folder.path(adapter)
        return try CheckpointInput(path, reading: ReadingOptions()).openModel()
    }

    private func values(_ name: String, _ checkpoint: Checkpoint) throws -> [Double] {
        let record = try #require(checkpoint[name])
        return try checkpoint.numbers(of: record)
    }

    /// The naive twin: `W + s B A`, three loops.
    private static func sum(
        _ w: [Double],
        _ b: [Double],
        _ a: [Double],
        _ rank: Int,
        _ scale: Double
    ) -> [Double] {
        let rows = b.count / rank
        let columns = a.count / rank
        var result = w
        for row in 0..<rows {
            for column in 0..<columns {
                var product = 0.0
                for k in 0..<rank { product += b[row * rank + k] * a[k * columns + column] }
                result[row * columns + column] += scale * product
            }
        }
        return result
    }

    private static func factors(
        _ module: String,
        _ rows: Int,
        _ columns: [Int],
        rank: Int = 2
    ) -> [Entry] {
        let ones = columns.dropFirst().map { _ in 1 }
        return [
            entry(module + ".lora_A.weight", [rank] + columns, 12),
            entry(module + ".lora_B.weight", [rows, rank] + ones, 13),
        ]
    }

    @Test("a linear map, a kernel, and all that no adapter names")
    func linear() throws {
        let (fc1, patch) = (Self.block + "mlp.fc1", "vision_model.embeddings.patch_embedding")
        let entries = Self.factors(fc1, 6, [4]) + Self.factors(patch, 4, [3, 2, 2])
        try adapter(entries)
        let model = try open()
        #expect(
            try values(fc1 + ".weight", model)
                == Self.sum(Self.numbers(24, 8), entries[1].values, entries[0].values, 2, 3)
        )
        #expect(
            try values(patch + ".weight", model)
                == Self.sum(Self.numbers(48, 2), entries[3].values, entries[2].values, 2, 3)
        )
        #expect(try values(fc1 + ".bias", model) == Self.numbers(6, 9))
        #expect(model[fc1 + ".weight"]?.writtenType == .f32)
        #expect(model.tensors.map(\.name) == Self.base.map(\.name))
        // A part of a row, and one that spans two.
        let record = try #require(model[fc1 + ".weight"])
        let all = try model.bytes(of: record)
        for range in [8..<24, 24..<80, 184..<192] {
            #expect(try model.bytes(of: record, in: range) == Array(all[range]))
        }
    }

    @Test("embeddings, biases, differences of biases, whole tensors")
    func others() throws {
        let positions = "vision_model.embeddings.position_embedding"
        let a = Self.entry(positions + ".lora_embedding_A", [2, 5], 12)
        let b = Self.entry(positions + ".lora_embedding_B", [4, 2], 13)
        let fc1 = Self.block + "mlp.fc1"
        try adapter(
            [
                a, b, Self.entry(Self.block + "layer_norm1.weight", [4], 3),
                Self.entry(Self.block + "self_attn.v_proj.base_layer.bias", [4], 2),
                Self.entry(fc1 + ".lora_B.bias", [6], 4),
            ] + Self.factors(fc1, 6, [4])
        )
        let model = try open()
        // W + s (B A)ᵀ.
        let product = Self.sum([Double](repeating: 0, count: 20), b.values, a.values, 2, 3)
        let expected = zip(Self.numbers(20, 3), Self.transposed(product, 4, 5)).map { $0 + $1 }
        #expect(try values(positions + ".weight", model) == expected)
        #expect(try values(Self.block + "layer_norm1.weight", model) == Self.numbers(4, 3))
        #expect(try values(Self.block + "self_attn.v_proj.bias", model) == Self.numbers(4, 2))
        let biases = zip(Self.numbers(6, 9), Self.numbers(6, 4)).map { $0 + 3 * $1 }
        #expect(try values(fc1 + ".bias", model) == biases)
    }

    @Test("packed projections and transposed matrices of the other dialect")
    func otherDialect() throws {
        let k = Self.factors(Self.block + "self_attn.k_proj", 4, [4])
        let projection = Self.factors("visual_projection", 3, [4])
        try adapter(k + projection)
        let model = try open("openai")
        let packed = try values("visual.transformer.resblocks.0.attn.in_proj_weight", model)
        #expect(Array(packed[..<16]) == Self.numbers(16, 4))
        #expect(
            Array(packed[16..<32])
                == Self.sum(Self.numbers(16, 5), k[1].values, k[0].values, 2, 3)
        )
        #expect(Array(packed[32...]) == Self.numbers(16, 6))
        let sum = Self.sum(
            Self.numbers(12, 11),
            projection[1].values,
            projection[0].values,
            2,
            3
        )
        #expect(try values("visual.proj", model) == Self.transposed(sum, 3, 4))
        // In this dialect one projection alone makes all three of one type.
        let own = try open()
        #expect(own[Self.block + "self_attn.q_proj.weight"]?.type == .f64)
        #expect(try values(Self.block + "self_attn.q_proj.weight", own) == Self.numbers(16, 4))
    }

    @Test(
        "ranks and factors by module",
        arguments: [
            ("", 2, 3.0), (", \"use_rslora\": true", 2, 6 / 2.0.squareRoot()),
            (", \"rank_pattern\": {\"fc1\": 3}", 3, 2),
            (
                ", \"rank_pattern\": {\"mlp.fc1\": 3}, \"alpha_pattern\": {\"fc1\": 12, \"mlp\": 1}",
                3, 4
            ),
            (", \"alpha_pattern\": {\"c1\": 5, \"layers.0.mlp.fc1\": 4}", 2, 2),
        ]
    )
    func patterns(options: String, rank: Int, scale: Double) throws {
        // Modules are named by their ends.
        let entries = Self.factors("encoder.layers.0.mlp.fc1", 6, [4], rank: rank)
        try adapter(entries, options)
        #expect(
            try values(Self.block + "mlp.fc1.weight", open())
                == Self.sum(Self.numbers(24, 8), entries[1].values, entries[0].values, rank, scale)
        )
    }

    @Test("one adapter after the other")
    func two() throws {
        let fc1 = Self.block + "mlp.fc1"
        let entries = Self.factors(fc1, 6, [4])
        try adapter(entries)
        try adapter(entries, as: "other")
        let path = folder.path("base.safetensors") + "+" + folder.path("adapter")
        let model = try CheckpointInput(
            path + "+" + folder.path("other"),
            reading: ReadingOptions()
        ).openModel()
        #expect(
            try values(fc1 + ".weight", model)
                == Self.sum(Self.numbers(24, 8), entries[1].values, entries[0].values, 2, 6)
        )
    }

    @Test(
        "what is refused, by name",
        arguments: [
            (", \"use_dora\": true", "use_dora is true"),
            (", \"fan_in_fan_out\": true", "fan_in_fan_out is true"),
            (", \"layer_replication\": [[0, 1]]", "layer_replication is given"),
            (", \"rank_pattern\": {\".*fc1\": 3}", "'.*fc1' is not the name of a module"),
            (", \"rank_pattern\": {\"fc1\": 3}", "its configuration gives the rank 3"),
        ]
    )
    func configuration(options: String, message: String) throws {
        try adapter(Self.factors(Self.block + "mlp.fc1", 6, [4]), options)
        let error = refusal { () throws in try open() }
        #expect(error.map { "\($0)".contains(message) } == true, "\(String(describing: error))")
    }

    @Test(
        "tensors that do not fit are refused, by name",
        arguments: [
            ("mlp.fc9.lora_A.weight", [2, 4], "mlp.fc9.lora_B.weight", [6, 2], "is not in"),
            (
                "mlp.fc1.lora_A.bias", [6], "mlp.fc1.lora_A.weight", [2, 4],
                "which is no tensor of LoRA"
            ),
            ("mlp.fc1.lora_A.weight", [2, 4], "mlp.fc1.bias", [6], "without"),
            (
                "mlp.fc1.lora_A.weight", [2, 5], "mlp.fc1.lora_B.weight", [6, 2],
                "make no matrix of 6 x 4"
            ),
            (
                "mlp.fc1.lora_A.weight", [2, 4], "mlp.fc1.lora_B.weight", [5, 2],
                "make no matrix of 6 x 4"
            ),
            (
                "mlp.fc1.bias", [6], "mlp.fc1.lora_magnitude_vector", [6],
                "a tensor of DoRA, which is not read"
            ),
            ("mlp.fc1.bias", [5], "mlp.fc1.weight", [6, 4], "but the base has 6 elements there"),
        ]
    )
    func tensors(
        one: String,
        shape: [Int],
        other: String,
        otherShape: [Int],
        message: String
    ) throws {
        try adapter([
            Self.entry(Self.block + one, shape, 1), Self.entry(Self.block + other, otherShape, 2),
        ])
        let error = refusal { () throws in try open() }
        #expect(error.map { "\($0)".contains(message) } == true, "\(String(describing: error))")
    }

    @Test("names that are no adapters, and folders that lack something")
    func names() throws {
        let missing = refusal { () throws in try open("base", "nothing") }
        #expect("\(String(describing: missing))".contains("holds no adapter_config.json"))
        try folder.write(folder.bytes(of: "base.safetensors"), as: "a+b.safetensors")
        let plain = CheckpointInput(folder.path("a+b.safetensors"), reading: ReadingOptions())
        #expect(try plain.openModel().tensors.count == Self.base.count)
        try adapter(Self.factors(Self.block + "mlp.fc1", 6, [4]))
        let alone = CheckpointInput(folder.path("adapter"), reading: ReadingOptions())
        let error = refusal { () throws in try alone.openModel() }
        #expect("\(String(describing: error))".contains("name it with its base, as BASE+"))
    }
}
