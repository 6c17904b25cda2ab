import CLIPModels
import CheckpointConversion
import Checkpoints
import SyntheticCheckpoints
import Tensors
import TestSupport
import Testing
import TextFormats

@Suite("Conversion there and back")
struct RoundTripTests {
    private let fixture: ConversionFixture

    init() throws { fixture = try ConversionFixture() }

    private static func other(than dialect: Dialect) -> Dialect {
        dialect == .openAI ? .huggingFace : .openAI
    }

    @Test(
        "a whole CLIP keeps every bit, name and shape",
        arguments: SyntheticLayout.allCases,
        FloatingPointType.allCases
    )
    func wholeCLIP(_ layout: SyntheticLayout, _ type: FloatingPointType) throws {
        let source = try fixture.clip(layout, type)
        let dialect = try Checkpoint.open(source).dialect
        let there = try fixture.convert(source, to: "there", Self.other(than: dialect))
        #expect(try Checkpoint.open(there).dialect == Self.other(than: dialect))
        let back = try fixture.convert(there, to: "back", dialect)
        let contents = try ConversionFixture.contents(of: source)
        #expect(try ConversionFixture.contents(of: back) == contents)
        // Nothing that moves is the same on the other side.
        #expect(try ConversionFixture.contents(of: there) != contents)
    }

    @Test(
        "the other side is what the synthetic catalogue says",
        arguments: SyntheticLayout.allCases
    )
    func catalogue(_ layout: SyntheticLayout) throws {
        let source = try fixture.clip(layout)
        let other: SyntheticLayout = layout == .openAI ? .huggingFace : .openAI
        let dialect: Dialect = other == .openAI ? .openAI : .huggingFace
        let there = try fixture.convert(source, to: "there", dialect)
        let expected = SyntheticArchitecture.tiny.tensors(layout: other)
        let found = try ConversionFixture.contents(of: there)
        #expect(Set(found.keys) == Set(expected.map(\.name)))
        for tensor in expected { #expect(found[tensor.name]?.shape == tensor.shape) }
    }

    @Test("another prefix: heads keep their names, tied names follow, and back it goes")
    func otherPrefix() throws {
        let names = ["visual.conv1.weight", "visual.trunk.odd", "classification_head.weight"]
        let source = fixture.folder.path("source.safetensors")
        try SafetensorsFixture.write(
            tensors: names.map { ($0, .u8, [4], Array($0.utf8.prefix(4))) },
            metadata: ["visual.twin.weight": "visual.trunk.odd"],
            to: source
        )
        func convert(_ path: String, _ output: String, _ prefix: String) throws -> String {
            let request = ConversionRequest(prefix: prefix)
            let plan = try ConversionPlan(
                Checkpoint.open(path),
                request,
                options: ConversionOptions()
            )
            try CheckpointConverter(plan).convert(into: fixture.folder.path(output))
            return fixture.folder.path(output)
        }
        let there = try convert(source, "there.safetensors", "model.")
        let contents = try ConversionFixture.contents(of: there)
        #expect(
            Set(contents.keys) == [
                "model.visual.conv1.weight", "model.visual.trunk.odd", "classification_head.weight",
            ]
        )
        let tied = try Checkpoint.open(there).tiedNames
        let (twin, stored) = ("model.visual.twin.weight", "model.visual.trunk.odd")
        #expect(tied == [UTF8Key(twin): UTF8Key(stored)])
        let back = try convert(there, "back.safetensors", "")
        let original = try ConversionFixture.contents(of: source)
        #expect(try ConversionFixture.contents(of: back) == original)
    }

    @Test(
        "prefixes, heads, integers and a text configuration come back",
        arguments: ["", "model.", "image_encoder.model.", "net."]
    )
    func prefixes(_ prefix: String) throws {
        var tensors = try Self.tower(prefix: prefix)
        tensors.append((prefix + "text.ln_final.weight", .i64, [2], SafetensorsFixture.pattern(16)))
        tensors.append((prefix + "text.text_projection", .bool, [2, 3], [0, 1, 1, 0, 0, 1]))
        let source = fixture.folder.path("source.safetensors")
        try SafetensorsFixture.write(tensors: tensors, to: source)
        let there = try fixture.convert(source, to: "there.safetensors", .huggingFace)
        let translated = try ConversionFixture.contents(of: there)
        #expect(translated["text_projection.weight"]?.bytes == [0, 0, 1, 0, 1, 1])
        #expect(translated["classification_head.weight"] != nil)
        let back = try fixture.convert(there, to: "back.safetensors", .openAI)
        let contents = try ConversionFixture.contents(of: source)
        #expect(try ConversionFixture.contents(of: back) == contents)
    }

    private static func tower(prefix: String) throws -> [SafetensorsFixture.Tensor] {
        VisionTowerFixture.openAI(prefix: prefix).map { name, shape in
            let bytes = SafetensorsFixture.pattern(shape.reduce(4, *))
            return (name, .f32, shape, bytes)
        }
    }

    @Test("a file from elsewhere with a head becomes what fine-tuning projects write")
    func fineTuned() throws {
        let source = fixture.folder.path("source.safetensors")
        try VisionTowerFixture.write(VisionTowerFixture.huggingFace, to: source)
        let there = try fixture.convert(source, to: "there.safetensors", .openAI)
        let names = Set(VisionTowerFixture.openAI(prefix: "model.").map(\.name))
        #expect(try Set(ConversionFixture.contents(of: there).keys) == names)
    }

    @Test("packed, stacked and transposed bytes lie where the definition puts them")
    func places() throws {
        let name = "visual.transformer.resblocks.0.attn.in_proj_bias"
        let packed = (UInt8(0)..<24).map(\.self)
        let source = fixture.folder.path("source.safetensors")
        try SafetensorsFixture.write(
            tensors: [
                (name, .f32, [6], packed),
                ("visual.proj", .u8, [2, 3], [1, 2, 3, 4, 5, 6]),
            ],
            to: source
        )
        let there = try fixture.convert(source, to: "there.safetensors", .huggingFace)
        let found = try ConversionFixture.contents(of: there)
        let parts = ["q", "k", "v"].map {
            found["vision_model.encoder.layers.0.self_attn.\($0)_proj.bias"]?.bytes
        }
        #expect(parts == [Array(packed[0..<8]), Array(packed[8..<16]), Array(packed[16..<24])])
        let projection = found["visual_projection.weight"]
        #expect(projection?.bytes == [1, 4, 2, 5, 3, 6])
        #expect(projection?.shape.dimensions == [3, 2])
    }

    @Test("the same bytes for any number of threads and any memory")
    func sameBytes() throws {
        let source = try fixture.clip(.openAI, .f16)
        var results: [[UInt8]] = []
        for (threads, memory) in [(1, 16 << 20), (3, 16 << 20), (1, 24 << 10), (4, 200_000)] {
            let name = "out-\(threads)-\(memory).safetensors"
            let options = ConversionOptions(threads: threads, memoryLimit: memory)
            _ = try fixture.convert(source, to: name, .huggingFace, type: .f32, options: options)
            results.append(try fixture.folder.bytes(of: name))
        }
        #expect(results.allSatisfy { $0 == results[0] })
    }
}
