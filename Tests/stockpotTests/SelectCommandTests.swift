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
            ("select anchors m n --data a --count 2 -o a.json", "at least three models"),
            ("select online m n --data a --memory 1K --costs 1", "--costs: give a size for each"),
            ("select ties m n --data a --json --list", "--json and --list: take one"),
        ]
    )
    func usage(command: String, message: String) throws {
        let outcome = try CommandLineProgram.run(command)
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.errorLines.first?.contains(message) == true, "\(outcome.errors)")
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
        #expect(run.output == read.output && run.output.contains("\"selected\":true"))

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
        let made = try example.run(
            "select anchors \(models) --data clean=clean.safetensors -q --count 5 -o a.json"
        )
        #expect(made.status == 0, "\(made.errors)")
        let found = try example.run(
            "evaluate \(models) --data clean=clean.safetensors --anchors a.json -q"
        )
        #expect(found.status == 0, "\(found.errors)")
        #expect(found.output.contains("clean: estimated from 5 of 40 items"))
        _ = try example.run("draw --set dark --count 39 --seed 8 -o dark.safetensors -q")
        let other = try example.run(
            "evaluate base --data clean=dark.safetensors --anchors a.json -q"
        )
        #expect(other.status == 65)
        #expect(other.errorLines.first?.contains("was made for clean with 40 items") == true)
    }

    @Test("online: a model beyond the budget is refused; shares are told")
    func online() throws {
        let folder = try TemporaryFolder()
        try folder.write(PredictionLines.four, as: "p.csv")
        let command = "select online p.csv --data pool --memory 3"
        // A table has one file for all models: their costs have to be given.
        let outcome = try CommandLineProgram.run(command, in: folder.path)
        #expect(outcome.status == 66, "\(outcome.errors)")
    }
}
