import CLIPModels
import Checkpoints
import Foundation
import MergeEngine
import Merging
import Tensors
import TestSupport
import Testing

@Suite("Inputs that do not belong together")
struct InputComparisonTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(_ name: String, _ tensors: [(String, [Int])], type: ElementType = .f32)
        throws
        -> String
    {
        let path = folder.path(name)
        try SafetensorsFixture.write(
            tensors: tensors.map { name, shape in
                let count = shape.reduce(1, *) * type.bitWidth / 8
                return (name, type, shape, SafetensorsFixture.pattern(count).map { $0 & 0x3f })
            },
            to: path
        )
        return path
    }

    private func plan(_ base: String, _ models: [String], head: Bool = false) throws -> MergePlan {
        // The base is not a model; its copy may be.
        let copy = base + ".copy.safetensors"
        try? FileManager.default.copyItem(atPath: base, toPath: copy)
        return try MergePlan(
            MergeRequest(
                base: base,
                models: models.map { $0 == base ? copy : $0 },
                Method(.modelStock),
                options: RecipeOptions(head: head ? .average : nil)
            ),
            options: ExecutionOptions(threads: 1)
        )
    }

    private func message(_ base: String, _ models: [String]) throws -> String {
        let error = #expect(throws: (any Error).self) { try plan(base, models) }
        return error.map(String.init(describing:)) ?? ""
    }

    @Test("fewer than two models")
    func tooFew() throws {
        let base = try write("base.safetensors", [("a", [2])])
        let text = try message(base, [base])
        #expect(text == "model_stock merges 2 or more models (the base not counted), not 1")
    }

    @Test("different names: the first of each side")
    func names() throws {
        let base = try write("base.safetensors", [("a", [2]), ("b", [2]), ("c", [2])])
        let model = try write("model.safetensors", [("a", [2]), ("z", [2])])
        let text = try message(base, [base, model])
        #expect(text.contains("2 missing, first 'b', 'c'"))
        #expect(text.contains("1 not in the base, first 'z'"))
        #expect(text.hasPrefix(model))
    }

    @Test("different shapes: both of them")
    func shapes() throws {
        let base = try write("base.safetensors", [("a", [2, 3])])
        let model = try write("model.safetensors", [("a", [3, 2])])
        let text = try message(base, [base, model])
        #expect(text.contains("'a'") && text.contains("[2, 3]") && text.contains("[3, 2]"))
    }

    @Test("a number and a buffer under one name")
    func types() throws {
        let base = try write("base.safetensors", [("a", [2])])
        let model = try write("model.safetensors", [("a", [2])], type: .i32)
        let text = try message(base, [base, model])
        #expect(text.contains("F32") && text.contains("I32"))
    }

    @Test("different dialects: both are named")
    func dialects() throws {
        let base = try write("base.safetensors", [("visual.conv1.weight", [2, 3, 1, 1])])
        let name = "vision_model.embeddings.patch_embedding.weight"
        let model = try write("model.safetensors", [(name, [2, 3, 1, 1])])
        let text = try message(base, [base, model])
        #expect(
            text == """
                \(base) has OpenAI/open_clip names and \(model) has Hugging Face names: \
                all inputs must be of one dialect
                """
        )
        let error = #expect(throws: MergeError.self) { try plan(base, [base, model]) }
        #expect(error?.remedy == .conversion(of: model, dialect: .openAI, prefix: nil))
        let back = #expect(throws: MergeError.self) { try plan(model, [model, base]) }
        #expect(back?.remedy == .conversion(of: base, dialect: .huggingFace, prefix: nil))
    }

    @Test(
        "a prefix that only some inputs have is told, and the output's names are the base's",
        arguments: [("", "net."), ("model.", ""), ("module.a.", "b.c."), ("", "_orig_mod.")]
    )
    func prefixes(own: String, other: String) throws {
        let names = ["visual.conv1.weight", "x.weight", "weight"]
        let base = try write("base.safetensors", names.map { (own + $0, [2, 3]) })
        let model = try write("model.safetensors", names.map { (other + $0, [2, 3]) })
        if own == "module.a." {
            // Neither side's names become the other's by one prefix.
            #expect(throws: MergeError.self) { try plan(base, [base, model]) }
            return
        }
        let merge = try plan(base, [base, model])
        #expect(merge.layerSummaries.map(\.name).sorted() == names.map { own + $0 }.sorted())
        let isTold = other != "_orig_mod."
        #expect(merge.warnings.count == (isTold ? 1 : 0), "\(merge.warnings)")
        if isTold { #expect(merge.warnings[0].contains("'\(own.isEmpty ? other : own)'")) }
    }

    @Test("tensors that ZeRO-3 leaves empty are told from other shapes")
    func placeholders() throws {
        let base = try write("base.safetensors", [("a.weight", [2, 3])])
        let empty = try write("empty.safetensors", [("a.weight", [0])])
        let other = try write("other.safetensors", [("a.weight", [3, 2])])
        #expect(try message(base, [empty, empty]).contains("zero_to_fp32"))
        #expect(try !message(base, [other, other]).contains("zero_to_fp32"))
    }

    @Test(
        "what is stored like a model and is none is refused, though names and shapes agree",
        arguments: [
            ("a.lora_A.weight", "LoRA adapter"), ("a.qweight", "quantised weights"),
            ("state.0.exp_avg", "the state of an optimiser"),
        ]
    )
    func foreign(name: String, kind: String) throws {
        let base = try write("base.safetensors", [(name, [2, 3])])
        let error = #expect(throws: CheckpointError.self) { try plan(base, [base, base]) }
        #expect(error?.tensor == name && error?.message.contains(kind) == true)
    }

    @Test("a head that stands outside the prefix is compared under its own name")
    func prefixBeforeTower() throws {
        let name = "visual.conv1.weight"
        let base = try write("base.safetensors", [(name, [2, 3, 1, 1])])
        let model = try write(
            "model.safetensors",
            [("model." + name, [2, 3, 1, 1]), ("classification_head.bias", [2])]
        )
        #expect(try message(base, [model, model]).contains("first 'classification_head.bias'"))
        let error = #expect(throws: MergeError.self) { try plan(base, [model, model]) }
        #expect(error?.remedy == .headOfModels)
    }

    @Test("a temperature of shape [] and [1] is one number, with a warning")
    func temperature() throws {
        let base = try write("base.safetensors", [("logit_scale", [])])
        let model = try write("model.safetensors", [("logit_scale", [1])])
        let plan = try plan(base, [base, model])
        #expect(plan.warnings.count == 1 && plan.warnings[0].contains("logit_scale"))
        #expect(plan.layerSummaries.first?.shape == .scalar)
    }

    @Test("position_ids in some inputs only: the base decides, with a warning")
    func positionIdentifiers() throws {
        let name = "vision_model.embeddings.position_ids"
        let with = try write("with.safetensors", [(name, [1, 3])], type: .i64)
        let without = try write("without.safetensors", [])
        #expect(try plan(with, [without, with]).layerSummaries.map(\.name) == [name])
        #expect(try plan(without, [with, without]).layerSummaries.isEmpty)
        #expect(try plan(with, [without, with]).warnings.count == 1)
    }

    @Test("integer buffers that differ: file, tensor and element")
    func differingBuffers() throws {
        let base = try write("base.safetensors", [("steps", [4])], type: .i64)
        var bytes = try folder.bytes(of: "base.safetensors")
        bytes[bytes.count - 5] ^= 1
        let model = try folder.write(bytes, as: "model.safetensors")
        let plan = try plan(base, [base, model])
        let error = #expect(throws: MergeError.self) {
            try plan.merge(into: folder.path("out.safetensors"))
        }
        guard case .differingBytes("steps", .i64, model, 3) = error else {
            Issue.record("\(error.map(String.init(describing:)) ?? "no error")")
            return
        }
    }

    @Test("a head that the base lacks is averaged on request")
    func head() throws {
        let head = ("classification_head.weight", [2, 4])
        let base = try write("base.safetensors", [("a", [4])])
        let model = try write("model.safetensors", [("a", [4]), head])
        #expect(throws: MergeError.self) { try plan(base, [model, model]) }
        let averaged = try plan(base, [model, model], head: true)
        let report = try averaged.merge(into: folder.path("out.safetensors"))
        #expect(report.layers.map(\.rule) == ["copy", "average"])
        let merged = try Checkpoint.open(folder.path("out.safetensors"))
        let source = try Checkpoint.open(model)
        let record = try #require(merged[head.0])
        let original = try #require(source[head.0])
        #expect(try merged.bytes(of: record) == source.bytes(of: original))
    }

    @Test("a head that one model lacks is refused, never averaged over fewer")
    func incompleteHead() throws {
        let head = ("classification_head.weight", [2, 4])
        let base = try write("base.safetensors", [("a", [4])])
        let with = try write("with.safetensors", [("a", [4]), head])
        for models in [[with, base], [base, with]] {
            #expect(throws: MergeError.self) { try plan(base, models, head: true) }
            #expect(throws: MergeError.self) { try plan(with, models, head: true) }
        }
    }

    @Test("position_ids stored as numbers and missing in a model are copied from the base")
    func floatingPositionIdentifiers() throws {
        let name = "embeddings.position_ids"
        let with = try write("with.safetensors", [(name, [1, 3]), ("a", [2])])
        let without = try write("without.safetensors", [("a", [2])])
        let plan = try plan(with, [without, with])
        let report = try plan.merge(into: folder.path("out.safetensors"))
        #expect(report.layers.first { $0.name == name }?.rule == "copy")
        let (merged, base) = (
            try Checkpoint.open(folder.path("out.safetensors")), try Checkpoint.open(with)
        )
        let (found, original) = (try #require(merged[name]), try #require(base[name]))
        #expect(try merged.bytes(of: found) == base.bytes(of: original))
    }

    @Test("a shape whose triple overflows does not pack, and does not trap")
    func overflowingProjection() throws {
        let names = ["q", "k", "v"].map { "x.self_attn.\($0)_proj.weight" }
        let base = try write("base.safetensors", names.map { ($0, [1 << 62, 0]) })
        let model = try write("model.safetensors", names.map { ($0, [1 << 62, 0]) })
        let plan = try MergePlan(
            MergeRequest(
                base: base,
                models: [model, model],
                Method(.modelStock),
                options: RecipeOptions(projections: .packed)
            ),
            options: ExecutionOptions(threads: 1)
        )
        #expect(plan.layerSummaries.allSatisfy { $0.rule == .copy })
    }
}
