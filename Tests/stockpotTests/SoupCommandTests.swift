import Foundation
import Glibc
import TestSupport
import Testing

/// Soups and curves through the command line, with a program of the shell as evaluator.
struct SoupCommandTests {
    private let fixture: CommandFixture

    init() throws {
        fixture = try CommandFixture()
        // Counts its runs; what it finds depends on the checkpoint's bytes only.
        try fixture.folder.write(
            """
            echo run >> runs
            weights=$1
            if [ -d "$1" ]; then weights=$1/model.safetensors; fi
            echo "0.$(tail -c 3000 "$weights" | cksum | cut -c 1-6)"
            """,
            as: "score.sh"
        )
    }

    private func run(_ arguments: String, json: Bool = true) throws -> CommandLineProgram.Outcome {
        let evaluator = ["--evaluator", "sh score.sh {checkpoint} {data}"]
        let words = arguments.split(separator: " ").map(String.init) + evaluator
        return try CommandLineProgram.run(words + (json ? ["--json"] : []), in: fixture.folder.path)
    }

    private var runs: Int {
        get throws {
            try fixture.folder.bytes(of: "runs").filter { $0 == UInt8(ascii: "\n") }.count
        }
    }

    private struct Report: Decodable {
        struct Step: Decodable {
            let model: String
            let held_out: Double
            let accepted: Bool
        }
        let ingredients: [String]
        let held_out: Double
        let steps: [Step]
    }

    private let models = "model_0.safetensors model_1.safetensors model_2.safetensors"

    @Test func aGreedySoupIsTheAverageOfItsIngredients() throws {
        let outcome = try run(
            "soup greedy \(models) -o soup.safetensors --held-out x --log log.jsonl"
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
        #expect(report.steps.count == 3)
        #expect(report.steps.filter(\.accepted).map(\.model) == report.ingredients)
        #expect(report.steps.filter(\.accepted).last?.held_out == report.held_out)
        let members = report.ingredients.joined(separator: " ")
        let merge = try fixture.run(
            "merge \(members) --method average -o merged.safetensors"
        )
        #expect(merge.status == 0)
        #expect(
            try fixture.tensors("merged.safetensors") == fixture.tensors("soup.safetensors")
        )
        // Three single models and two candidates; a second run measures nothing.
        #expect(try runs == 5)
        let again = try run(
            "soup greedy \(models) -o again.safetensors --held-out x --log log.jsonl"
        )
        #expect(again.status == 0)
        #expect(try runs == 5)
        let second = try JSONDecoder().decode(Report.self, from: Data(again.output.utf8))
        #expect(second.ingredients == report.ingredients)
    }

    @Test("other orders, and coefficients whose weights the soup has")
    func mixtures() throws {
        let outcome = try run(
            "soup greedy \(models) -o soup.safetensors --held-out x --order similarity --accept ge "
                + "--coefficients 0.25:0.75:0.25 --log log.jsonl"
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
        #expect(report.steps.count == 3)
        // Three single models, three coefficients for each of two; a second run measures nothing.
        #expect(try runs == 9)
        let again = try run(
            "soup greedy \(models) -o again.safetensors --held-out x --order similarity --accept ge "
                + "--coefficients 0.25:0.75:0.25 --log log.jsonl"
        )
        #expect(again.status == 0)
        #expect(try runs == 9)
        #expect(try fixture.tensors("again.safetensors") == fixture.tensors("soup.safetensors"))
        let usage = try run(
            "soup greedy \(models) -o s --held-out x --coefficients 0:1:0.5"
        )
        #expect(usage.status == 64)
        #expect(usage.errors.contains("--coefficients: more than 0 and less than 1"))
    }

    @Test("kill -9 ends the evaluator too, and what it has started")
    func killed() throws {
        let folder = fixture.folder
        try folder.write("sleep 600 & echo $! $$ > pids.new; mv pids.new pids; wait", as: "slow.sh")
        let process = Process()
        process.executableURL = try CommandLineProgram.url
        process.arguments = [
            "soup", "greedy", "model_0", "model_1", "-o", "soup.safetensors", "--held-out", "x",
            "--evaluator", "sh slow.sh {checkpoint}",
        ]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        try process.run()
        while !FileManager.default.fileExists(atPath: folder.path("pids")) { usleep(10_000) }
        let text = String(decoding: try folder.bytes(of: "pids"), as: UTF8.self)
        let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { pid_t($0) }
        try #require(numbers.count == 2 && numbers.allSatisfy { kill($0, 0) == 0 })
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        for number in numbers {
            let isOver = (0..<500).contains { _ in
                let status = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)
                if status?.contains(") Z ") ?? true { return true }
                usleep(10_000)
                return false
            }
            #expect(isOver, "process \(number) runs on")
        }
    }

    @Test func knownAccuraciesGiveTheOrder() throws {
        try fixture.folder.write(
            """
            {"model_name": "model_0", "ImageNet2p": 0.5}
            {"model_name": "model_1", "ImageNet2p": 0.5}
            {"model_name": "model_2", "ImageNet2p": 0.25}

            """,
            as: "scores.jsonl"
        )
        let outcome = try run(
            "soup greedy \(models) -o soup --held-out x --scores scores.jsonl --jsonl soups.jsonl"
        )
        let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
        #expect(
            report.steps.map(\.model).map { $0.prefix(7) } == ["model_1", "model_0", "model_2"]
        )
        #expect(try runs == 2)
        let row = String(decoding: try fixture.folder.bytes(of: "soups.jsonl"), as: UTF8.self)
        #expect(row.hasPrefix(#"{"model_name": "soup", "ImageNet2p": "#))
    }

    @Test func failuresAreOneLineWithTheirStatus() throws {
        try fixture.folder.write("{\"model_name\": \"a\", \"x\": 80.4}\n", as: "percent.jsonl")
        try fixture.folder.write("", as: "empty.jsonl")
        for (command, status, part) in [
            ("soup greedy \(models) -o model_0 --held-out x", 73, "is there already"),
            (
                "soup greedy \(models) -o s --held-out x --scores percent.jsonl", 65,
                "percent.jsonl:1:"
            ),
            ("soup greedy \(models) -o s --held-out x --scores empty.jsonl", 65, "no accuracy of"),
            ("soup greedy \(models) -o s --held-out x --scores none.jsonl", 66, "none.jsonl"),
            ("soup greedy model_0 model_0 -o s --held-out x", 64, "two models are called"),
            ("wise-ft --base pretrained model_0 --alphas 0:1:0.3 --data a=x", 64, "0:1:0.3"),
            ("wise-ft --base pretrained model_0 --data a=x --data a=y", 64, "twice"),
            ("soup greedy none -o s --held-out x", 66, "none"),
        ] {
            let outcome = try run(command)
            #expect(outcome.status == Int32(status), "\(command): \(outcome.errors)")
            #expect(outcome.errorLines.count == 1)
            #expect(outcome.errorLines.first?.contains(part) == true, "\(outcome.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: fixture.folder.path("s")))
    }

    @Test func aCurveBeginsAndEndsWithItsInputs() throws {
        let outcome = try run(
            "wise-ft --base pretrained model_0 model_1 --alphas 0:1:0.5 --data clean=a "
                + "--data noise=b --jsonl curve.jsonl --plot curve.svg"
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 7)
        #expect(lines[1].contains(#""alpha": 0.5}"#) && lines[6].contains("Model Stock"))
        let file = String(decoding: try fixture.folder.bytes(of: "curve.jsonl"), as: UTF8.self)
        #expect(file == outcome.output)
        // Both curves share the base: 1 + 2 + 2 points and Model Stock, on two data sets.
        #expect(try runs == 12)
        for (alpha, name) in [(0, "pretrained"), (1, "model_0")] {
            let score = try run("wise-ft --base \(name) \(name) --alphas 0 --data clean=a")
            let value = score.output.split(separator: ",")[1]
            #expect(lines[alpha == 0 ? 0 : 2].contains(value))
        }
        let plot = try fixture.run("plot curve.jsonl -o again.svg")
        #expect(plot.status == 0)
        #expect(
            try fixture.folder.bytes(of: "again.svg") == fixture.folder.bytes(of: "curve.svg")
        )
    }

    @Test("a retrained file, or other images, are measured anew with one warning")
    func staleLog() throws {
        let command = "soup greedy \(models) --log log.jsonl --force -o soup.safetensors"
        #expect(try run(command + " --held-out x").status == 0)
        #expect(try runs == 5)
        let other = try run(command + " --held-out y")
        #expect(other.errors.split(separator: "\n").count == 1, "\(other.errors)")
        #expect(other.errors.contains("is of other images, settings or files"))
        #expect(try runs == 10)
        let bytes = try fixture.folder.bytes(of: "model_2.safetensors")
        try fixture.folder.write(bytes, as: "model_2.safetensors")
        #expect(try run(command + " --held-out x").errors.contains("'model_2'"))
        // The other two single models stay as they were.
        #expect((12...13).contains(try runs))
        #expect(try run(command + " --held-out x").errors.isEmpty)
    }

    @Test("what the end needs is checked before anything is measured")
    func checkedFirst() throws {
        try fixture.folder.write("{\"model_name\": \"s\", \"x\": 0.5}\n", as: "known.jsonl")
        for (command, status, part) in [
            (
                "wise-ft --base pretrained model_0 --data clean=a --plot p.svg", 64,
                "--plot: the results have no clean data set with shifts"
            ),
            (
                "wise-ft --base pretrained model_0 --data clean=a --data b=b --shift c --plot p.svg",
                64, "--plot: no result holds clean and all of c"
            ),
            (
                "soup greedy \(models) -o s --held-out x --jsonl known.jsonl", 73,
                "holds a result of s already"
            ),
        ] {
            let outcome = try run(command)
            #expect(outcome.status == Int32(status), "\(outcome.errors)")
            #expect(outcome.errorLines.first?.contains(part) == true, "\(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }
        #expect(try fixture.folder.names().allSatisfy { !["runs", "s", "p.svg"].contains($0) })
    }

    @Test("what was measured is printed, whatever fails afterwards")
    func tablesAreKept() throws {
        let soup = try run(
            "soup greedy \(models) -o s --held-out x --jsonl none/r.jsonl",
            json: false
        )
        #expect(soup.status == 74 && soup.output.contains("accepted"), "\(soup.errors)")
        try fixture.folder.write(
            """
            echo run >> failing
            [ $(wc -l < failing) = 4 ] && exit 1
            echo 0.5
            """,
            as: "fail.sh"
        )
        let evaluator = ["--evaluator", "sh fail.sh {checkpoint}"]
        let words = "soup greedy \(models) -o f --held-out x".split(separator: " ").map(String.init)
        let failed = try CommandLineProgram.run(words + evaluator, in: fixture.folder.path)
        #expect(failed.status == 74, "\(failed.errors)")
        #expect(failed.output.contains("model_2    50.00 %"), "\(failed.output)")
        let curve = try run(
            "wise-ft --base pretrained model_0 --data clean=a --jsonl none/r.jsonl",
            json: false
        )
        #expect(curve.status == 74 && curve.output.contains("model_0"), "\(curve.errors)")
    }

    @Test("data sets keep the order of the command line")
    func order() throws {
        let outcome = try run(
            "soup greedy \(models) -o s --held-out x --data test=a --data a-shift=b --jsonl r.jsonl",
            json: false
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n").suffix(3)
        #expect(lines.map { $0.prefix { $0 != " " } } == ["held-out", "test", "a-shift"])
        #expect(Set(lines.map(\.count)).count == 1, "\(outcome.output)")
        let row = String(decoding: try fixture.folder.bytes(of: "r.jsonl"), as: UTF8.self)
        let keys = row.split(separator: "\"").filter {
            ["held-out", "test", "a-shift"].contains($0)
        }
        #expect(keys == ["held-out", "test", "a-shift"])
        // The first of them is the clean one.
        let plot = try fixture.run("plot r.jsonl -o p.svg")
        #expect(plot.status == 0, "\(plot.errors)")
        let chart = String(decoding: try fixture.folder.bytes(of: "p.svg"), as: UTF8.self)
        #expect(chart.contains("test, top-1 accuracy"))
    }

    @Test func aUniformSoupIsTheAverage() throws {
        let soup = try fixture.run("soup uniform \(models) -o soup.safetensors")
        let merge = try fixture.run(
            "merge \(models) --method average -o merged.safetensors"
        )
        #expect(soup.status == 0 && merge.status == 0)
        #expect(
            try fixture.tensors("merged.safetensors") == fixture.tensors("soup.safetensors")
        )
    }

    @Test("a soup's card names no base")
    func soupCard() throws {
        #expect(try fixture.run("soup uniform model_0 model_1 -o soup").status == 0)
        let card = String(decoding: try fixture.folder.bytes(of: "soup/README.md"), as: UTF8.self)
        #expect(card.contains("Base: none; names and types are the first model's\n"))
    }

    @Test("a model at the end of a curve is labelled once")
    func labels() throws {
        try fixture.folder.write(
            """
            {"model_name": "base", "clean": 0.5, "noise": 0.5}
            {"model_name": "runs/model_0", "clean": 0.9, "noise": 0.3}
            {"model_name": "runs/model_1", "clean": 0.8, "noise": 0.8}
            {"model_name": "model_0", "alpha": 0, "clean": 0.5, "noise": 0.5}
            {"model_name": "model_0", "alpha": 1, "clean": 0.9, "noise": 0.3}

            """,
            as: "r.jsonl"
        )
        #expect(try fixture.run("plot r.jsonl -o p.svg").status == 0)
        let chart = String(decoding: try fixture.folder.bytes(of: "p.svg"), as: UTF8.self)
        let labels = try chart.matches(of: Regex(">([^<>]*(base|model)[^<>]*)</text>"))
            .map { $0[1].substring.map(String.init) ?? "" }
        #expect(
            labels.sorted() == ["base, α = 0", "model_0, α = 1", "model_1", "single model"],
            "\(labels)"
        )
    }

    @Test func plotsSayWhatIsMissing() throws {
        try fixture.folder.write("{\"model_name\": \"a\", \"x\": 0.5}\n", as: "one.jsonl")
        let outcome = try fixture.run("plot one.jsonl -o plot.svg")
        #expect(outcome.status == 64 && outcome.errors.contains("--clean"))
        let other = try fixture.run("plot one.jsonl -o plot.svg --clean x --shift y")
        #expect(other.status == 64 && other.errors.contains("no result holds x and all of y"))
    }
}
