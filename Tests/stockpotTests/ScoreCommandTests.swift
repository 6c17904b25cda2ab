import Foundation
import TestSupport
import Testing

/// The example that ships, with images drawn for a test.
struct ShapesExample {
    let folder: TemporaryFolder

    init(count: Int = 60) throws {
        folder = try TemporaryFolder()
        try ExampleModels.link(["base", "model_0", "model_1", "model_2"], into: folder)
        _ = try run("draw --set clean --count \(count) --seed 7 -o clean.safetensors -q")
    }

    func run(_ command: String) throws -> CommandLineProgram.Outcome {
        try CommandLineProgram.run(command, in: folder.path)
    }

    /// The values of a member of each model in JSON output, by model.
    static func models(_ output: String) throws -> [[String: Any]] {
        let object = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
        return try #require(object?["models"] as? [[String: Any]])
    }
}

@Suite("stockpot score")
struct ScoreCommandTests {
    @Test(
        "what the command refuses before it opens anything",
        arguments: [
            ("score --data a=set", "Missing expected argument"),
            ("score m", "--data NAME=DIR: give at least one"),
            ("score m m --data a=set", "a model is named twice"),
            ("score m --data a=set --scores lgd", "there is no score 'lgd'; did you mean 'lgc'?"),
            ("score m --data a=set --per-class 0", "--per-class: at least 1"),
            ("score m --data a=set --ridge 0", "--ridge: a positive number"),
            ("score m --data a=set --baseline m", "--baseline and --key: need --results"),
            ("score m --data a=set --results r", "a comparison needs at least two models"),
            ("score m --data a=set --count 1", "--count: needs --list or --recipe"),
            ("score m --data a=set --data b=set --list", "--list and --recipe: take one data set"),
        ]
    )
    func usage(command: String, message: String) throws {
        let outcome = try CommandLineProgram.run(command)
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.errorLines.first?.contains(message) == true, "\(outcome.errors)")
    }

    @Test("the table, JSON, the list, and the plan of a run")
    func example() throws {
        let example = try ShapesExample()
        let text = try example.run("score base model_0 --data clean=clean.safetensors -q")
        #expect(text.status == 0, "\(text.errors)")
        let lines = text.output.split(separator: "\n")
        #expect(lines[2].hasPrefix("model_0") && lines[3].hasPrefix("base"))
        #expect(text.output.contains("clean: 60 images, 10 classes of 6, 64 normalised features"))

        let json = try example.run(
            "score base model_0 --data clean=clean.safetensors -q --json --scores all --per-class 5"
        )
        let models = try ShapesExample.models(json.output)
        #expect(models.map { $0["outputs"] as? String } == ["logits", "logits"])
        let scores = try #require(models[0]["scores"] as? [String: Any])
        #expect(scores.count == 15 && scores["h"] is NSNull && scores["lgc"] is Double)
        let undefined = try #require(models[0]["undefined"] as? [String: String])
        #expect(undefined["h"] == "50 images, 64 features")

        let list = try example.run(
            "score base model_0 --data clean=clean.safetensors -q --list --count 1"
        )
        #expect(list.output == "model_0\n")
        let recipe = try example.run(
            "score base model_0 model_1 --data clean=clean.safetensors -q --recipe r.yaml --count 2"
        )
        #expect(recipe.status == 0, "\(recipe.errors)")
        #expect(try example.run("merge r.yaml -o merged.safetensors -q").status == 0)
        let plan = try example.run("score base model_0 --data clean=clean.safetensors --dry-run")
        #expect(plan.output.hasPrefix("clean: 60 images x 2 models = 120 forward passes"))
    }

    @Test(
        "what the scores would hold is told, and refused beyond the ceiling before any model runs"
    )
    func memory() throws {
        let example = try ShapesExample()
        let command = "score base model_0 --data clean=clean.safetensors -q --scores all"
        let plan = try example.run(command + " --dry-run")
        #expect(
            plan.output.contains("forward passes") && plan.output.contains("more for the scores")
        )
        let refused = try example.run(command + " --memory 1K")
        #expect(refused.status == 64 && refused.output.isEmpty)
        let line = try #require(refused.errorLines.first)
        #expect(line.hasPrefix("error: clean: scores of 60 images hold "), "\(line)")
        let needed = try #require(line.split(separator: " ").last?.dropLast())
        #expect(line.hasSuffix("(--limit, --memory \(needed))"))
        #expect(try example.run(command + " --memory \(needed)").status == 0)
    }

    @Test("the features themselves as outputs of lgc")
    func featureOutputs() throws {
        let example = try ShapesExample(count: 20)
        let outcome = try example.run(
            "score base model_0 --data clean=clean.safetensors -q --outputs features --scores lgc"
                + " --json"
        )
        let models = try ShapesExample.models(outcome.output)
        #expect(models.allSatisfy { $0["outputs"] as? String == "features" })
    }

    @Test("scores are held against accuracies; those of other data are refused")
    func benchmark() throws {
        let example = try ShapesExample()
        let results = """
            {"model_name": "base", "clean": 0.5}
            {"model_name": "model_0", "clean": 0.7}

            """
        try example.folder.write(results, as: "r.jsonl")
        let command = "score base model_0 --data clean=clean.safetensors -q --results r.jsonl"
        let outcome = try example.run(command + " --baseline base --scores lfc --json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("\"top1_gain\": 0.19999999999999996"))
        let scores = try example.run(command + " --json --scores lfc,lgc,h")
        try example.folder.write(scores.output, as: "s.json")
        let plot = try example.run("plot r.jsonl --scores s.json -o s.svg")
        #expect(plot.status == 0, "\(plot.errors)")
        let svg = String(decoding: try example.folder.bytes(of: "s.svg"), as: UTF8.self)
        #expect(
            svg.contains("clean: lfc") && svg.contains("clean: lgc") && svg.contains("Spearman")
        )
        let missing = try example.run("plot r.jsonl --scores s.json --key dark -o d.svg")
        #expect(missing.status == 65)
        try example.folder.write("{\"data\":1}\n", as: "bad.json")
        let bad = try example.run("plot r.jsonl --scores bad.json -o b.svg")
        #expect(bad.status == 65 && bad.errors.contains("bad.json:1"), "\(bad.errors)")
        let other = try example.run(command + " --key dark")
        #expect(other.status == 65)
        #expect(other.errorLines.first?.contains("has an accuracy on dark of 0") == true)
    }
}

@Suite("stockpot evaluate --predictions DIR")
struct PredictionFolderTests {
    @Test("a file for each model, with features and names")
    func folder() throws {
        let example = try ShapesExample(count: 20)
        let command = "evaluate base model_0 --data clean=clean.safetensors -q --predictions p"
        let outcome = try example.run(command + " --keep-features")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let inspected = try example.run("inspect p/model_0.safetensors --json")
        for name in ["clean.logits", "clean.labels", "clean.features", "clean.items"] {
            #expect(inspected.output.contains(name))
        }
        #expect(try example.run(command).status == 73)
        #expect(try example.run(command + " --force").status == 0)
    }

    @Test("two models of one name cannot share a folder; features need predictions")
    func usage() throws {
        let same = try CommandLineProgram.run("evaluate a/m b/m --data a=set --predictions p")
        #expect(same.status == 64)
        #expect(same.errorLines.first?.contains("two models are called m") == true)
        let alone = try CommandLineProgram.run("evaluate m --data a=set --keep-features")
        #expect(alone.errorLines.first?.contains("--keep-features: needs --predictions") == true)
    }
}

@Suite("stockpot evaluate --ensemble and --cover")
struct EnsembleCommandTests {
    @Test("the ensemble stands beside its members; of one model twice it is that model")
    func ensemble() throws {
        let example = try ShapesExample(count: 60)
        let command = "evaluate base model_0 model_1 --data clean=clean.safetensors -q"
        let found = try example.run(command + " --ensemble --json --jsonl r.jsonl")
        #expect(found.status == 0, "\(found.errors)")
        let lines = found.output.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[3].contains("\"ensemble of base + model_0 + model_1\""))
        let text = try example.run(command + " --ensemble")
        #expect(text.output.contains("ensemble: 3 models together"))
        let rows = String(decoding: try example.folder.bytes(of: "r.jsonl"), as: UTF8.self)
        #expect(rows.contains("\"members\": [\"base\", \"model_0\", \"model_1\"]"))
    }

    @Test("a cover of one model that serves all classes is that model")
    func cover() throws {
        let example = try ShapesExample(count: 60)
        let classes = (0..<10).map { "\"c\($0)\"" }.joined(separator: ",")
        let outputs = (0..<10).map(String.init).joined(separator: ",")
        let one = (0..<10).map { _ in "[0]" }.joined(separator: ",")
        try example.folder.write(
            "{\"classes\":[\(classes)],\"models\":[\"model_0\",\"base\"],"
                + "\"outputs\":[[\(outputs)],[\(outputs)]],\"serving\":[\(one)],\"r\":0}",
            as: "c.json"
        )
        let alone = try example.run("evaluate model_0 --data clean=clean.safetensors -q --json")
        let together = try example.run(
            "evaluate --cover c.json --data clean=clean.safetensors -q --json"
        )
        #expect(together.status == 0, "\(together.errors)")
        func correct(_ output: String) -> Substring? {
            output.split(separator: "\"correct\":").dropFirst().first?.prefix { $0.isNumber }
        }
        #expect(correct(alone.output) == correct(together.output) && correct(alone.output) != nil)
    }

    @Test(
        "what is refused",
        arguments: [
            ("evaluate m --data a=set --ensemble", 64, "--ensemble: takes at least two models"),
            ("evaluate m --cover c --data a=set", 64, "names its models itself"),
            ("evaluate --data a=set", 64, "give at least one model"),
            ("evaluate --cover c --ensemble --data a=set", 64, "--cover: takes no --predictions"),
            ("evaluate --cover none.json --data a=set", 66, "none.json"),
        ]
    )
    func usage(command: String, status: Int32, message: String) throws {
        let outcome = try CommandLineProgram.run(command)
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }
}
