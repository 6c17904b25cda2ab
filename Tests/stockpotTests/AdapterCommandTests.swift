import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

@Suite("Adapters through the command line")
struct AdapterCommandTests {
    private let example: ShapesExample

    init() throws { example = try ShapesExample(count: 60) }

    private func run(_ command: String) throws -> CommandLineProgram.Outcome {
        let outcome = try example.run(command)
        #expect(outcome.status == 0, "\(command): \(outcome.errors)")
        return outcome
    }

    private func object(_ outcome: CommandLineProgram.Outcome) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        return try #require(value as? [String: Any])
    }

    private func values(_ checkpoint: String) throws -> [String: [Double]] {
        let opened = try Checkpoint.open(example.folder.path(checkpoint))
        let pairs = try opened.tensors.map { ($0.name, try opened.numbers(of: $0)) }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// The largest distance of two checkpoints, without what no adapter holds.
    private func distance(_ one: String, _ other: String) throws -> Double {
        let (left, right) = (try values(one), try values(other))
        #expect(Set(left.keys) == Set(right.keys))
        return left.map { name, values -> Double in
            let isLeftOut = name.contains("classification_head") || name.contains("class_embedding")
            guard !isLeftOut, let others = right[name] else { return 0 }
            return zip(values, others).map { abs($0 - $1) }.max() ?? 0
        }.max() ?? 0
    }

    @Test("an adapter of full rank is the model; one of less is as far from it as it says")
    func extraction() throws {
        let outcome = try run("extract --base base model_0 -o full --rank 1000 --json -q")
        let full = try object(outcome)
        #expect(try #require(full["error"] as? Double) < 1e-12)
        #expect(
            (full["left_out"] as? [String])?.contains { $0.contains("classification_head") } == true
        )
        #expect(outcome.errors.isEmpty)
        _ = try run("convert base+full -o whole.safetensors --dtype f32 -q")
        // The factors have 32 bits; models have 16.
        #expect(try distance("whole.safetensors", "model_0") < 2e-6)
        _ = try run("convert base+full -o same -q")
        let types = try Checkpoint.open(example.folder.path("same")).tensors.map(\.type)
        #expect(Set(types) == [.f16])

        let low = try object(try run("extract --base base model_0 -o low --rank 4 --json -q"))
        let layers = try #require(low["layers"] as? [[String: Any]])
        #expect(layers.allSatisfy { ($0["rank"] as? Int ?? 9) <= 4 })
        let errors = layers.compactMap { $0["error"] as? Double }
        let total = errors.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(abs((try #require(low["error"] as? Double)) - total) < 1e-12 && total > 0)
        let first = try example.folder.bytes(of: "low/adapter_model.safetensors")
        _ = try run("extract --base base model_0 -o again --rank 4 --threads 1 -q")
        #expect(try example.folder.bytes(of: "again/adapter_model.safetensors") == first)
        let table = try run("extract --base base model_0 -o few --sv-epsilon 0.5")
        #expect(table.output.contains("lost %"))
    }

    @Test("base+adapter is a model for every command, and in recipes")
    func models() throws {
        for model in ["model_0", "model_1"] {
            _ = try run("extract --base base \(model) -o \(model)_low --rank 6 -q")
            _ = try run("convert base+\(model)_low -o \(model)_whole --dtype f32 -q")
        }
        let adapters = "base+model_0_low base+model_1_low"
        for method in ["iso_c", "tsv_m", "ties --set weight=1 --set density=0.5", "model-stock"] {
            let options = "--base base \(adapters) --method \(method)"
            _ = try run("merge \(options) -o merged -q --force")
            let verified = try run("verify \(options) --merged merged")
            #expect(verified.output.contains("ok") || verified.status == 0)
        }
        // The output has the base's types, and no warning of the computed ones.
        let merged = try run("merge --base base \(adapters) --method iso_c -o quiet")
        #expect(!merged.errors.contains("floating-point type"), "\(merged.errors)")
        let types = try Checkpoint.open(example.folder.path("quiet")).tensors.map(\.type)
        #expect(Set(types) == [.f16])
        _ = try run("merge --from quiet -o repeated -q")
        #expect(
            try example.folder.bytes(of: "repeated/model.safetensors")
                == example.folder.bytes(of: "quiet/model.safetensors")
        )
        let recipe = """
            merge_method: linear
            out_dtype: float32
            models:
              - {model: base+model_0_low, parameters: {weight: 0.5}}
              - {model: base+model_1_low, parameters: {weight: 0.5}}
            """
        try example.folder.write(recipe, as: "r.yaml")
        _ = try run("merge r.yaml -o mean.safetensors -q")
        _ = try run(
            "merge model_0_whole model_1_whole --method linear --set weight=0.5 -o other.safetensors -q"
        )
        #expect(try distance("mean.safetensors", "other.safetensors") < 1e-6)

        let sets = "--data clean=clean.safetensors -q --csv"
        let added = try run("evaluate base+model_0_low \(sets)")
        let whole = try run("evaluate model_0_whole \(sets)")
        #expect(
            added.output.split(separator: "\n").last?.split(separator: ",").last
                == whole.output.split(separator: "\n").last?.split(separator: ",").last
        )
        let soup = try run(
            "soup greedy \(adapters) -o soup --held-out clean.safetensors -q --json"
        )
        #expect(soup.output.contains("base+model"))
    }

    @Test("what is refused")
    func refusals() throws {
        _ = try run("extract --base base model_0 -o low --rank 2 -q")
        for (command, status, message) in [
            ("extract model_0 -o a", 64, "--base"),
            ("extract --base base model_0 -o a.safetensors", 64, "an adapter is a folder"),
            ("extract --base base model_0 -o a --rank 0", 64, "--rank: at least 1"),
            ("extract --base base model_0 -o a --sv-epsilon -1", 64, "--sv-epsilon"),
            ("extract --base base model_0 -o low", 73, "low"),
            ("evaluate low --data a=clean.safetensors", 66, "name it with its base, as BASE+low"),
            ("evaluate base+none --data a=clean.safetensors", 66, "holds no adapter_config.json"),
            ("evaluate none+low --data a=clean.safetensors", 66, "none"),
        ] {
            let outcome = try example.run(command)
            #expect(outcome.status == status, "\(command): \(outcome.errors)")
            #expect(outcome.errors.contains(message), "\(command): \(outcome.errors)")
        }
        let config = try String(
            decoding: example.folder.bytes(of: "low/adapter_config.json"),
            as: UTF8.self
        )
        let changed = config.replacing("\"use_dora\": false", with: "\"use_dora\": true")
        #expect(changed != config)
        try example.folder.write(changed, as: "low/adapter_config.json")
        let dora = try example.run("merge base+low --method average -o a -q")
        #expect(dora.status == 65 && dora.errors.contains("use_dora is true"), "\(dora.errors)")
    }
}
