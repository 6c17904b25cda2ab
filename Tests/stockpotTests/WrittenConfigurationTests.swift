import Checkpoints
import Foundation
import TestSupport
import Testing

/// What stands next to the weights of an output is true of them, and nothing in it is assumed.
@Suite("Configurations of outputs")
struct WrittenConfigurationTests {
    private let folder: TemporaryFolder
    private let names = ["base", "model_0", "model_1"]

    /// The example's models: folders of open_clip, and alone as `NAME.pt`.
    init() throws {
        folder = try TemporaryFolder()
        try ExampleModels.copy(names, into: folder)
        for name in names {
            let model = try Checkpoint.open(folder.path(name))
            try folder.write(PyTorchFixture.bytes(("state_dict", model)), as: "lone/\(name).pt")
        }
    }

    private func run(_ command: String) throws -> CommandLineProgram.Outcome {
        try CommandLineProgram.run(command, in: folder.path)
    }

    private func object(_ path: String) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(folder.bytes(of: path)))
        return try #require(value as? [String: Any])
    }

    private func edit(_ path: String, _ change: (inout [String: Any]) -> Void) throws {
        var value = try object(path)
        change(&value)
        let data = try JSONSerialization.data(withJSONObject: value)
        try folder.write(Array(data), as: path)
    }

    private static let lone = "merge --base lone/base.pt lone/model_0.pt lone/model_1.pt -o out"

    @Test("files without a configuration: none is invented, and options give one")
    func lone() throws {
        let silent = try run(Self.lone)
        #expect(silent.status == 0, "\(silent)")
        #expect(silent.errors.contains("out: gets no configuration"))
        #expect(silent.errors.contains("--activation") && silent.errors.contains("--heads"))
        #expect(try folder.names(in: "out") == ["README.md", "model.safetensors"])

        let told = try run(Self.lone + " --force --activation quickgelu --heads 2")
        #expect(told.status == 0 && !told.errors.contains("configuration"), "\(told)")
        let configuration = try object("out/open_clip_config.json")
        let model = try #require(configuration["model_cfg"] as? [String: Any])
        let vision = try #require(model["vision_cfg"] as? [String: Any])
        #expect(model["quick_gelu"] as? Bool == true && model["embed_dim"] as? Int == 64)
        #expect(vision["head_width"] as? Int == 32 && vision["layers"] as? Int == 4)
        let inspected = try run("inspect out")
        #expect(!inspected.output.contains("assumption)\nfact      activation"))
        #expect(inspected.output.contains("activation: quickgelu (model_cfg.quick_gelu"))
    }

    @Test("an option that contradicts a configuration is refused")
    func contradiction() throws {
        let merge = "merge --base base model_0 model_1 -o out "
        let refused = try run(merge + "--activation gelu")
        #expect(refused.status == 65, "\(refused)")
        #expect(refused.errors.contains("activation is gelu in the request, but quickgelu in base"))
        #expect(try run(merge + "--activation quickgelu").status == 0)
    }

    @Test("open_clip knows no shards")
    func shards() throws {
        let merge = "merge --base base model_0 model_1 -o out --max-shard-size 1K"
        #expect(try run(merge).status == 0)
        #expect(
            try folder.names(in: "out")
                == ["README.md", "model.safetensors", "open_clip_config.json"]
        )
    }

    @Test("convert asks for what nothing states, and writes a configuration when it is told")
    func converted() throws {
        let convert = "convert lone/model_0.pt -o out --dialect "
        for dialect in ["huggingface", "openai"] {
            for dryRun in [" --dry-run", ""] {
                let refused = try run(convert + dialect + dryRun)
                #expect(refused.status == 64, "\(refused)")
                #expect(
                    refused.errors.contains("--heads") && refused.errors.contains("--activation")
                )
                let half = try run(convert + dialect + dryRun + " --activation gelu")
                #expect(half.status == 64 && !half.errors.contains("--activation"), "\(half)")
            }
            let told = try run(convert + dialect + " --activation gelu --heads 4 --force")
            #expect(told.status == 0, "\(told)")
            let inspected = try run("inspect out").output
            #expect(inspected.contains("heads: 4") && inspected.contains("activation: gelu"))
        }
        // Nobody asks for a dialect, and any tensors may be copied.
        let copied = try run("convert lone/model_0.pt -o copy")
        #expect(copied.status == 0 && copied.errors.contains("no configuration"), "\(copied)")
        #expect(try folder.names(in: "copy") == ["model.safetensors"])
        #expect(try run("convert lone/model_0.pt -o file.safetensors").errors.isEmpty)
    }

    @Test("pooling and the last norm are said to open_clip, and refused for transformers")
    func pooling() throws {
        for name in names {
            try edit(name + "/open_clip_config.json") { value in
                var model = value["model_cfg"] as? [String: Any] ?? [:]
                var vision = model["vision_cfg"] as? [String: Any] ?? [:]
                vision["pool_type"] = "avg"
                vision["final_ln_after_pool"] = true
                model["vision_cfg"] = vision
                value["model_cfg"] = model
            }
        }
        let file = "merge --base base model_0 model_1 -o alone/merged.safetensors"
        try FileManager.default.createDirectory(
            atPath: folder.path("alone"),
            withIntermediateDirectories: true
        )
        #expect(try run(file).status == 0)
        let refused = try run("convert alone/merged.safetensors -o hf --dialect huggingface")
        #expect(refused.status == 65, "\(refused)")
        #expect(refused.errors.contains("transformers takes the class token"))
        let made = try run("convert alone/merged.safetensors -o out --dialect openai")
        #expect(made.status == 0, "\(made)")
        let model = try #require(
            try object("out/open_clip_config.json")["model_cfg"] as? [String: Any]
        )
        let vision = try #require(model["vision_cfg"] as? [String: Any])
        #expect(vision["pool_type"] as? String == "avg")
        #expect(vision["final_ln_after_pool"] as? Bool == true)
    }

    @Test("names of classes follow the head; another order of the same classes is refused")
    func labels() throws {
        let classes = (0..<10).map { "class \($0)" }
        for name in names {
            #expect(try run("convert \(name) -o hf-\(name) --dialect huggingface").status == 0)
        }
        for name in names.dropFirst() {
            try edit("hf-\(name)/config.json") { value in
                value["id2label"] = Dictionary(
                    uniqueKeysWithValues: classes.enumerated().map { ("\($0)", $1) }
                )
            }
        }
        let merge = "merge --base hf-base hf-model_0 hf-model_1 -o out --force"
        for option in ["", " --head average"] {
            #expect(try run(merge + option).status == 0)
            let labels = try object("out/config.json")["id2label"] as? [String: String]
            #expect(
                labels
                    == Dictionary(uniqueKeysWithValues: classes.enumerated().map { ("\($0)", $1) })
            )
            let inverse = try object("out/config.json")["label2id"] as? [String: Int]
            #expect(inverse?["class 7"] == 7)
        }
        try edit("hf-base/config.json") { value in
            value["id2label"] = Dictionary(
                uniqueKeysWithValues: classes.enumerated().map { ("\($0)", "old \($1)") }
            )
        }
        let own = try run(merge)
        #expect(own.status == 0 && own.errors.contains("its classes have other names"), "\(own)")
        #expect(
            try (object("out/config.json")["id2label"] as? [String: String])?["0"] == "old class 0"
        )
        #expect(try run(merge + " --head average").status == 0)
        #expect(try (object("out/config.json")["id2label"] as? [String: String])?["0"] == "class 0")
        try edit("hf-model_1/config.json") { value in
            value["id2label"] = Dictionary(
                uniqueKeysWithValues: classes.reversed().enumerated().map { ("\($0)", $1) }
            )
        }
        let refused = try run(merge)
        #expect(refused.status == 65 && refused.errors.contains("class order"), "\(refused)")
    }

    @Test("other floating-point types and models that are named twice are told, in a line each")
    func told() throws {
        #expect(try run("convert model_0 -o wide --dtype f32").status == 0)
        let merge = "merge --base base wide model_1 -o out --force"
        let types = try run(merge)
        let lines = types.errors.split(separator: "\n").filter { $0.contains("floating-point") }
        #expect(types.status == 0 && lines.count == 1, "\(types)")
        #expect(lines.first?.contains("warning: wide stores 58 tensors in another") == true)
        #expect(lines.first?.contains("in F32, which becomes F16") == true)
        #expect(try !run(merge + " --dtype f32").errors.contains("floating-point"))
        #expect(try !run("merge --base base model_0 model_1 -o plain").errors.contains("floating"))
        let twice = try run("merge --base base model_0 model_1 model_0 -o twice")
        #expect(twice.status == 0 && twice.errors.contains("model_0 is named twice"), "\(twice)")
    }
}
