import Foundation
import TestSupport
import Testing

@Suite("stockpot select")
struct SelectCommandTests {
    @Test(
        "what the commands refuse before they open anything",
        arguments: [
            ("select ties m --data a=set", "a comparison needs at least two models"),
            ("select ties m n", "--data NAME[=PATH]: give one"),
            ("select ties m n --data a --fraction 1", "--fraction: between 0 and 1"),
            ("select ties m n --data a --epsilon 2", "--epsilon: above 0"),
            ("select label m n --data a --budget 0", "--budget: at least 1"),
            ("select label m n --data a --budget 1 --epsilon 0.5", "--epsilon: auto, or above 0"),
            ("select label p.csv --data a=x --budget 1", "give the NAME only"),
            ("select anchors m n --data a --items 2 -o a.json", "at least three models"),
            ("select anchors m n o --data a --items 0 -o a.json", "--items: at least 1"),
            ("select online m n --data a --memory 1K --costs x", "--costs: give a size for each"),
            ("select online p.csv --data a --memory 3", "--costs: a .csv file has no checkpoints"),
            (
                "select online p.csv --data a --memory 3 --costs 1,1 --fine-tune head",
                "--fine-tune head: needs models"
            ),
            ("select online m n --data a=x --memory 1K --bandwidth 1K", "needs --fine-tune head"),
            (
                "select ties m n --data a --dry-run",
                "--dry-run: nothing is run without --data NAME=PATH"
            ),
            ("select ties m n --data a --count 2", "--count: needs --list or --recipe"),
            ("select label m n --data a --budget 1 --trials 0", "--trials: at least 1"),
            ("select ties m n --data a --json --list", "--json and --list: take one"),
        ]
    )
    func usage(command: String, message: String) throws {
        let outcome = try CommandLineProgram.run(command)
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(
            outcome.errors.split(separator: "\n").first?.contains(message) == true,
            "\(outcome.errors)"
        )
    }

    @Test("models run on the spot and files of predictions give the same")
    func sources() throws {
        let example = try ShapesExample(count: 40)
        let models = "base model_0 model_1"
        let made = try example.run(
            "evaluate \(models) --data clean=clean.safetensors -q --predictions p"
        )
        #expect(made.status == 0, "\(made.errors)")
        let files = "p/base.safetensors p/model_0.safetensors p/model_1.safetensors"
        let options = "--bags 500 --json"
        let run = try example.run(
            "select ties \(models) --data clean=clean.safetensors -q " + options
        )
        let read = try example.run("select ties \(files) --data clean " + options)
        #expect(run.status == 0 && read.status == 0, "\(run.errors)\(read.errors)")
        #expect(run.output == read.output && run.output.contains("\"selected\": true"))

        let list = try example.run(
            "select ties \(files) --data clean --epsilon 1.4 --list --recipe r.yaml --base base"
        )
        let chosen = list.output.split(separator: "\n")
        #expect(chosen.count == 3 && list.status == 0, "\(list.errors)")
        let merged = try example.run("merge r.yaml -o merged.safetensors -q")
        #expect(merged.status == 0, "\(merged.errors)")

        let other = try example.run("select ties \(files) --data dark")
        #expect(other.status == 65)
        #expect(other.errorLines.first?.contains("holds no predictions for dark") == true)
    }

    @Test("label: the queue, the labels of a person, and the simulation")
    func label() throws {
        let folder = try TemporaryFolder()
        try folder.write(PredictionLines.four, as: "p.csv")
        func run(_ options: String) throws -> CommandLineProgram.Outcome {
            try CommandLineProgram.run("select label p.csv --data pool " + options, in: folder.path)
        }
        let first = try run("--budget 6 --epsilon 0.4 --queue-length 2 -o q.csv")
        #expect(first.status == 0, "\(first.errors)")
        let queue = String(decoding: try folder.bytes(of: "q.csv"), as: UTF8.self)
        #expect(queue.hasPrefix("item,path,entropy\n0,a,"))
        try folder.write("item,class\na,0\n", as: "l.csv")
        #expect(try run("--budget 6 --labels l.csv -o q.csv").status == 73)
        #expect(try run("--budget 6 --labels l.csv -o q.csv --force").status == 0)
        try folder.write("item,class\nz,0\n", as: "l.csv")
        let unknown = try run("--budget 6 --labels l.csv")
        #expect(unknown.status == 65)
        #expect(unknown.errorLines == ["error: l.csv:2: pool has no item 'z'"])
        let simulated = try run("--budget 6 --epsilon 0.4")
        #expect(simulated.output.contains("models disagree on 6"))
        #expect(simulated.output.contains("most correct so far: m0"))
    }

    @Test("anchors measure models on themselves alone, and on no other data")
    func anchors() throws {
        let example = try ShapesExample(count: 40)
        let models = "base model_0 model_1 model_2"
        let command =
            "select anchors \(models) --data clean=clean.safetensors -q --items 5 -o a.json"
        let plan = try example.run(command + " --dry-run")
        #expect(plan.output.contains("40 images x 4 models = 160 forward passes"))
        let made = try example.run(command + " --json")
        #expect(made.status == 0, "\(made.errors)")
        let printed =
            try JSONSerialization.jsonObject(with: Data(made.output.utf8)) as? NSDictionary
        let file = try JSONSerialization.jsonObject(with: Data(example.folder.bytes(of: "a.json")))
        #expect(printed != nil && printed == file as? NSDictionary)
        let found = try example.run(
            "evaluate \(models) --data clean=clean.safetensors --anchors a.json -q"
        )
        #expect(found.status == 0, "\(found.errors)")
        #expect(found.output.contains("clean: estimated from 5 of 40 items"))
        // The same numbers and labels of other pixels.
        _ = try example.run("draw --set dark --count 40 --seed 7 -o twin.safetensors -q")
        let twin = try example.run(
            "evaluate base --data clean=twin.safetensors --anchors a.json -q"
        )
        #expect(twin.status == 65)
        #expect(twin.errorLines.first?.contains("was made for other images") == true)
        _ = try example.run("draw --set dark --count 39 --seed 8 -o dark.safetensors -q")
        let other = try example.run(
            "evaluate base --data clean=dark.safetensors --anchors a.json -q"
        )
        #expect(other.status == 65)
        #expect(other.errorLines.first?.contains("was made for clean with 40 items") == true)
    }

    @Test("online from a table: costs for each model, none beyond the budget")
    func onlineTable() throws {
        let folder = try TemporaryFolder()
        try folder.write(PredictionLines.four, as: "p.csv")
        func run(_ options: String) throws -> CommandLineProgram.Outcome {
            try CommandLineProgram.run(
                "select online p.csv --data pool --memory 3 " + options,
                in: folder.path
            )
        }
        let found = try run("--costs 1,1,2,1")
        #expect(found.status == 0, "\(found.errors)")
        #expect(found.output.contains("m0") && found.output.contains("pool"))
        let list = try run("--costs 1,1,2,1 --list --count 2")
        #expect(list.output.split(separator: "\n").count == 2, "\(list.errors)")
        let few = try run("--costs 1,1")
        #expect(few.status == 64)
        #expect(few.errorLines.first?.contains("gives 2 sizes for 4 models") == true)
        let large = try run("--costs 1,1,4,1")
        #expect(large.status == 64)
        #expect(large.errorLines.first?.contains("m2 takes 4 bytes") == true)
        let soft = try run("--costs 1,1,2,1 --loss cross-entropy")
        #expect(soft.status == 64)
        #expect(soft.errorLines.first?.contains("needs logits") == true)
    }

    @Test("online: clients tune the heads of what they hold")
    func tunedHeads() throws {
        let example = try ShapesExample(count: 60)
        let command =
            "select online base model_0 --data a=clean.safetensors --data b=clean.safetensors -q "
            + "--memory 1M --json --window 10"
        let plain = try example.run(command)
        let tuned = try example.run(command + " --fine-tune head")
        #expect(plain.status == 0 && tuned.status == 0, "\(plain.errors)\(tuned.errors)")
        #expect(plain.output.contains("\"tunes_heads\": false"))
        #expect(tuned.output.contains("\"tunes_heads\": true"))
        #expect(try example.run(command + " --fine-tune head").output == tuned.output)
        #expect(try example.run(command + " --loss cross-entropy").status == 0)
    }

    @Test("trials tell how many labels find a best model, and plot draws them")
    func trials() throws {
        let folder = try TemporaryFolder()
        try folder.write(PredictionLines.four, as: "p.csv")
        let command = "select label p.csv --data pool --budget 5 --trials 4 --pool-size 6"
        let text = try CommandLineProgram.run(command, in: folder.path)
        #expect(text.status == 0, "\(text.errors)")
        #expect(text.output.contains("share of 4 pools of 6 items in which a best model leads"))
        let json = try CommandLineProgram.run(command + " --json", in: folder.path)
        try folder.write(json.output, as: "t.json")
        let plot = try CommandLineProgram.run("plot --budgets t.json -o t.svg", in: folder.path)
        #expect(plot.status == 0, "\(plot.errors)")
        let svg = String(decoding: try folder.bytes(of: "t.svg"), as: UTF8.self)
        #expect(svg.contains("probability that a best model leads") && svg.contains("<svg"))
        try folder.write("{\"data\":\"pool\"}\n", as: "n.json")
        let none = try CommandLineProgram.run("plot --budgets n.json -o n.svg", in: folder.path)
        #expect(none.status == 65)
        #expect(none.errorLines.first?.contains("holds no trials") == true)
    }
}
