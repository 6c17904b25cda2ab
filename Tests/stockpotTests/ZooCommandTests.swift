import Foundation
import TestSupport
import Testing

@Suite("stockpot zoo")
struct ZooCommandTests {
    @Test(
        "what the commands refuse before they open anything",
        arguments: [
            ("zoo add z", "give --data NAME=PATH, --probe PATH or --results FILE"),
            ("zoo add z m --results r", "models need --data NAME=PATH or --probe PATH"),
            ("zoo add z m m --data a=b", "a model is named twice"),
            ("zoo add z --data a=b", "give at least one model"),
            ("zoo label z m", "--data NAME=DIR: give at least one"),
            ("zoo label z m --data a=b --per-class 0", "--per-class: at least 1"),
            ("zoo recall z --target a --rank 0", "--rank: at least 1"),
            ("zoo recall z --target a --method best", "The value 'best' is invalid"),
            (
                "zoo recall z --target a --method embedding --base b",
                "--base: needs --recipe or --method"
            ),
            ("zoo select z m --target a=b", "a comparison needs at least two models"),
            ("zoo select z m n --target a=b --stages 0", "--stages: from 1 to 30"),
            ("zoo cover z --classes c --alpha 2", "--alpha: from 0 to 1"),
            ("zoo cluster m", "a comparison needs at least two models"),
            ("zoo cluster m n --clusters 2", "--clusters: leader finds their number"),
            ("zoo cluster m n --method spectral --threshold 1", "spectral takes --clusters"),
            ("zoo cluster m n --method average --clusters 3", "from 1 to the number of models"),
        ]
    )
    func usage(command: String, message: String) throws {
        let outcome = try CommandLineProgram.run(command)
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.errorLines.first?.contains(message) == true, "\(outcome.errors)")
    }

    @Test("add, recall by embedding and links, and what does not compare")
    func addAndRecall() throws {
        let example = try ShapesExample(count: 60)
        _ = try example.run("draw --set train --count 50 --seed 1 -o probe.safetensors -q")
        _ = try example.run("draw --set dark --count 50 --seed 2 -o dark.safetensors -q")
        let added = try example.run(
            "zoo add z.jsonl model_0 model_1 --data clean=clean.safetensors --baseline base "
                + "--probe probe.safetensors -q"
        )
        #expect(added.status == 0, "\(added.errors)")
        #expect(added.output == "z.jsonl: added 2 accuracies, 1 data set, 3 signatures\n")
        let found = try example.run(
            "zoo recall z.jsonl --target dark=dark.safetensors --method embedding -q"
        )
        #expect(found.status == 0, "\(found.errors)")
        #expect(found.output.contains("baseline base: 0.98"))

        let evaluated = try example.run(
            "evaluate base model_0 model_1 --data dark=dark.safetensors --jsonl r.jsonl -q"
        )
        #expect(evaluated.status == 0, "\(evaluated.errors)")
        let results = try example.run("zoo add z.jsonl --results r.jsonl --json")
        #expect(results.output.contains(#""results": 3"#), "\(results.errors)")
        let few = try example.run("zoo recall z.jsonl --target clean")
        #expect(few.status == 64)
        #expect(few.errorLines.first?.contains("it has 3 and 1") == true, "\(few.errors)")
        let listed = try example.run(
            "zoo recall z.jsonl --target noise=clean.safetensors -q --list --count 2"
        )
        #expect(listed.status == 0, "\(listed.errors)")
        #expect(listed.output.split(separator: "\n").count == 2)

        let other = try example.run(
            "zoo add z.jsonl model_2 --baseline model_2 --probe probe.safetensors -q"
        )
        #expect(other.status == 65)
        #expect(other.errorLines.first?.contains("its baseline models are base") == true)
        let probe = try example.run("zoo add z.jsonl model_2 --probe dark.safetensors -q")
        #expect(probe.status == 65)
        #expect(probe.errorLines.first?.contains("are of another probe") == true)
        let same = try example.run("zoo add z.jsonl model_2 --probe probe.safetensors -q")
        #expect(same.status == 0, "\(same.errors)")
    }

    @Test("a model without results is scored by those whose task vectors are like its own")
    func recallByTaskVectors() throws {
        let example = try ShapesExample(count: 20)
        let lines = [
            ("model_0", "a", 0.9), ("model_0", "b", 0.8), ("model_1", "a", 0.1),
            ("model_1", "b", 0.2),
        ]
        .map { #"{"kind":"result","model":"\#($0)","data":"\#($1)","accuracy":\#($2)}"# + "\n" }
        let stranger = #"{"kind":"score","model":"model_2","data":"t","scores":{}}"# + "\n"
        try example.folder.write(lines.joined() + stranger, as: "z.jsonl")
        let plain = try example.run("zoo recall z.jsonl --target t -q --json")
        #expect(plain.output.contains("no history"), "\(plain.errors)")
        let found = try example.run("zoo recall z.jsonl --target t -q --json --base base")
        #expect(found.status == 0, "\(found.errors)")
        let models = try ShapesExample.models(found.output)
        let row = try #require(models.first { $0["model"] as? String == "model_2" })
        #expect(row["note"] as? String == "from similar models")
        // The weights of the two are their cosines with model_2's task vector.
        let angles = try example.run(
            "zoo cluster model_0 model_1 model_2 --base base --similarity flat -q --json"
        )
        let object =
            try JSONSerialization.jsonObject(with: Data(angles.output.utf8)) as? [String: Any]
        let matrix = try #require(object?["matrix"] as? [[Double]])
        let scores = Dictionary(
            uniqueKeysWithValues: models.map {
                ($0["model"] as? String ?? "", $0["score"] as? Double ?? .nan)
            }
        )
        let known = [scores["model_0"] ?? .nan, scores["model_1"] ?? .nan]
        let wanted =
            (matrix[2][0] * known[0] + matrix[2][1] * known[1]) / (matrix[2][0] + matrix[2][1])
        #expect(abs((scores["model_2"] ?? .nan) - wanted) < 1e-12)
        try example.folder.write(
            lines.joined() + #"{"kind":"score","model":"gone","data":"t","scores":{}}"# + "\n",
            as: "z.jsonl"
        )
        #expect(try example.run("zoo recall z.jsonl --target t -q --base base").status == 66)
    }

    @Test("a torn line is told, refused, and removed on request; a malformed one is an error")
    func torn() throws {
        let folder = try TemporaryFolder()
        let line = #"{"kind":"result","model":"m","data":"a","accuracy":1}"# + "\n"
        try folder.write(line + #"{"kind":"#, as: "z.jsonl")
        try folder.write(#"{"model_name":"n","a":0.5,"b":0.25}"# + "\n", as: "r.jsonl")
        func run(_ command: String) throws -> CommandLineProgram.Outcome {
            try CommandLineProgram.run(command, in: folder.path)
        }
        let refused = try run("zoo add z.jsonl --results r.jsonl")
        #expect(refused.status == 65)
        let message = "error: z.jsonl:2: the last line was cut short while it was written; "
        #expect(refused.errorLines.map(String.init) == [message + "--repair removes it"])
        #expect(try run("zoo add z.jsonl --results r.jsonl --repair").status == 0)
        let text = String(decoding: try folder.bytes(of: "z.jsonl"), as: UTF8.self)
        #expect(text.split(separator: "\n").count == 3 && text.hasPrefix(line))
        try folder.write("{}\n" + line, as: "z.jsonl")
        let malformed = try run("zoo recall z.jsonl --target a")
        #expect(malformed.status == 65)
        #expect(malformed.errorLines == ["error: z.jsonl:1: its 'kind' is not a name"])
        #expect(try run("zoo recall missing.jsonl --target a").status == 66)
    }

    @Test("label and cover: the ensemble's file, the fewest models, and their recipe")
    func cover() throws {
        let example = try ShapesExample(count: 60)
        let labelled = try example.run(
            "zoo label z.jsonl model_0 model_1 --data clean=clean.safetensors -q"
        )
        #expect(labelled.output == "z.jsonl: added 2 model labels\n", "\(labelled.errors)")
        try example.folder.write("0\n1\n2\n", as: "classes.txt")
        let found = try example.run(
            "zoo cover z.jsonl --classes classes.txt --per-class 2 -o cover.json --list "
        )
        #expect(found.status == 0, "\(found.errors)")
        #expect(found.output.contains("model_"))
        let text = String(decoding: try example.folder.bytes(of: "cover.json"), as: UTF8.self)
        #expect(text.contains("\"serving\"") && text.contains("\"outputs\""))
        try example.folder.write("zebra\n", as: "classes.txt")
        let unknown = try example.run("zoo cover z.jsonl --classes classes.txt")
        #expect(unknown.status == 65)
        #expect(unknown.errorLines.first?.contains("no concept is known for zebra") == true)
    }

    @Test("select keeps what it saw, and cluster's recipe merges")
    func selectAndCluster() throws {
        let example = try ShapesExample(count: 60)
        let selected = try example.run(
            "zoo select z.jsonl base model_0 model_1 --target clean=clean.safetensors -q --list"
        )
        #expect(selected.status == 0, "\(selected.errors)")
        #expect(selected.output.split(separator: "\n").count == 3)
        let lines = String(decoding: try example.folder.bytes(of: "z.jsonl"), as: UTF8.self)
        #expect(lines.contains(#""images":7,"stage":0"#))
        let plan = try example.run("zoo cluster model_0 model_1 --base base --dry-run")
        #expect(plan.output.hasPrefix("reads ") && plan.output.contains(" bytes of 3 checkpoints"))
        let starved = try example.run("zoo cluster model_0 model_1 --memory 1K")
        #expect(starved.status == 64, "\(starved.errors)")
        #expect(starved.errorLines.first?.contains("(--memory ") == true, "\(starved.errors)")
        let clustered = try example.run(
            "zoo cluster model_0 model_1 model_2 --base base -q --recipe f.yaml --plot f.svg --json"
        )
        #expect(clustered.status == 0, "\(clustered.errors)")
        #expect(clustered.output.contains(#""similarity": "columns""#))
        let merged = try example.run("merge f.yaml -o merged.safetensors -q")
        #expect(merged.status == 0, "\(merged.errors)")
        let chart = String(decoding: try example.folder.bytes(of: "f.svg"), as: UTF8.self)
        #expect(chart.hasPrefix("<svg ") && chart.contains("class=\"branch\""))
        let flat = try example.run("zoo cluster model_0 model_1 --similarity flat -q")
        #expect(flat.status == 0 && flat.output.contains("flat similarity of weights"))
    }
}
