import CLIPModels
import CheckpointConversion
import Checkpoints
import Tensors
import TestSupport
import Testing
import Workers

@Suite("Conversions that are refused, and their types")
struct ConversionErrorTests {
    private let fixture: ConversionFixture

    init() throws { fixture = try ConversionFixture() }

    private func write(_ tensors: [SafetensorsFixture.Tensor]) throws -> String {
        let path = fixture.folder.path("source.safetensors")
        try SafetensorsFixture.write(tensors: tensors, to: path)
        return path
    }

    private func message(
        _ tensors: [SafetensorsFixture.Tensor],
        _ dialect: Dialect?,
        type: FloatingPointType? = nil
    ) throws -> String {
        let source = try write(tensors)
        let error = #expect(throws: (any Error).self) {
            try fixture.convert(source, to: "out", dialect, type: type)
        }
        #expect(try fixture.folder.names() == ["source.safetensors"])
        return error.map { "\($0)" } ?? ""
    }

    private static let marker: SafetensorsFixture.Tensor = (
        "visual.conv1.weight", .u8, [1, 3, 1, 1], [1, 2, 3]
    )
    private static let bias = "visual.transformer.resblocks.0.attn.in_proj_bias"
    private static let attention = "vision_model.encoder.layers.0.self_attn."

    @Test("unknown names are listed, or copied on request")
    func unknownNames() throws {
        let tensors = [Self.marker, ("visual.x", .u8, [1], [7]), ("y", .u8, [1], [8])]
        let text = try message(tensors, .huggingFace)
        #expect(text.contains("2 tensors") && text.contains("'visual.x', 'y'"))
        #expect(text.contains("keep them under their own names"))
        let path = try fixture.convert(
            fixture.folder.path("source.safetensors"),
            to: "kept.safetensors",
            .huggingFace,
            keepsUnknown: true
        )
        let found = try ConversionFixture.contents(of: path)
        #expect(found["visual.x"]?.bytes == [7] && found["y"]?.bytes == [8] && found.count == 3)
    }

    @Test("no known dialect")
    func unknownDialect() throws {
        let text = try message([("a", .u8, [1], [1])], .openAI)
        #expect(text.contains("named as in no known CLIP"))
    }

    @Test("a part of query, key and value is missing")
    func missingPart() throws {
        let text = try message(
            [
                (Self.attention + "q_proj.bias", .u8, [2], [1, 2]),
                (Self.attention + "v_proj.bias", .u8, [2], [1, 2]),
            ],
            .openAI
        )
        #expect(text.contains("'\(Self.attention)k_proj.bias': is missing"))
    }

    @Test("query, key and value differ in shape")
    func differingParts() throws {
        let text = try message(
            [
                (Self.attention + "q_proj.bias", .u8, [2], [1, 2]),
                (Self.attention + "k_proj.bias", .u8, [2], [1, 2]),
                (Self.attention + "v_proj.bias", .u8, [3], [1, 2, 3]),
            ],
            .openAI
        )
        #expect(text.contains("'\(Self.attention)v_proj.bias': is U8 [3]"))
    }

    @Test("a packed projection without thirds")
    func noThirds() throws {
        let text = try message([Self.marker, (Self.bias, .u8, [4], [1, 2, 3, 4])], .huggingFace)
        #expect(text.contains("'\(Self.bias)'") && text.contains("no thirds"))
    }

    @Test("a projection that is not a matrix")
    func noMatrix() throws {
        let text = try message([("visual.proj", .u8, [2], [1, 2]), Self.marker], .huggingFace)
        #expect(text.contains("'visual.proj': a matrix was expected, not the shape [2]"))
    }

    @Test("elements smaller than a byte cannot be transposed")
    func untransposable() throws {
        let text = try message([("visual.proj", .f4, [2, 2], [1, 2]), Self.marker], .huggingFace)
        #expect(text.contains("F4") && text.contains("cannot be transposed"))
    }

    @Test("a number that the narrower type cannot hold; infinities stay")
    func overflow() throws {
        let values = [1, -Double.infinity, Double.nan, 70000]
        let tensors: [SafetensorsFixture.Tensor] = [
            ("a", .f32, [4], SafetensorsFixture.bytes(values, as: .f32))
        ]
        let text = try message(tensors, nil, type: .f16)
        #expect(text.contains("'a': element 3 exceeds the largest F16 number"))
        let wide = try fixture.convert(
            fixture.folder.path("source.safetensors"),
            to: "wide.safetensors",
            nil,
            type: .bf16
        )
        let expected = SafetensorsFixture.bytes(values, as: .bf16)
        #expect(try ConversionFixture.contents(of: wide)["a"]?.bytes == expected)
    }

    @Test("types change and the rest is copied, transposes included")
    func types() throws {
        let values = [1, 2, 3, 4, 5, 6].map { $0 + 0x1p-12 }
        let source = try write([
            ("visual.proj", .f64, [2, 3], SafetensorsFixture.bytes(values, as: .f64)),
            ("visual.class_embedding", .i32, [1], [1, 2, 3, 4]), Self.marker,
        ])
        let path = try fixture.convert(source, to: "o.safetensors", .huggingFace, type: .f16)
        let found = try ConversionFixture.contents(of: path)
        let expected = [1, 4, 2, 5, 3, 6].map { $0 + 0x1p-12 }
        #expect(
            found["visual_projection.weight"]?.bytes
                == SafetensorsFixture.bytes(expected, as: .f16)
        )
        #expect(found["vision_model.embeddings.class_embedding"]?.type == .i32)
    }

    @Test("constants of either dialect are left out")
    func constants() throws {
        let positions = "vision_model.embeddings.position_ids"
        let huggingFace = try write([
            (positions, .i64, [1], Array(repeating: 0, count: 8)),
            ("logit_scale", .f32, [], [1, 2, 3, 4]),
        ])
        let openAI = try fixture.convert(huggingFace, to: "o.safetensors", .openAI)
        #expect(try ConversionFixture.contents(of: openAI).keys.sorted() == ["logit_scale"])
        let source = try write([
            Self.marker, ("input_resolution", .i64, [], Array(repeating: 1, count: 8)),
            ("context_length", .i64, [], Array(repeating: 1, count: 8)),
            ("vocab_size", .i64, [], Array(repeating: 1, count: 8)),
        ])
        let converted = try fixture.convert(source, to: "h.safetensors", .huggingFace)
        #expect(try ConversionFixture.contents(of: converted).count == 1)
    }

    @Test("too little memory, an existing output, a cancelled conversion")
    func execution() throws {
        let source = try write([Self.marker])
        let small = ConversionOptions(memoryLimit: 1000)
        #expect(throws: ConversionError.self) {
            try fixture.convert(source, to: "out", nil, options: small)
        }
        let checkpoint = try Checkpoint.open(source)
        let plan = try ConversionPlan(checkpoint, ConversionRequest(), options: .init())
        let cancellation = Cancellation()
        cancellation.cancel()
        #expect(throws: WorkError.cancelled) {
            try CheckpointConverter(plan).convert(
                into: fixture.folder.path("out"),
                cancellation: cancellation
            )
        }
        #expect(throws: CheckpointError.self) {
            try CheckpointConverter(plan).convert(into: source)
        }
        #expect(try fixture.folder.names() == ["source.safetensors"])
    }
}
