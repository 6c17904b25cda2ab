import Foundation
import Tensors
import TestSupport
import Testing

@Suite("stockpot batch")
struct BatchCommandTests {
    private let fixture: CommandFixture

    init() throws {
        fixture = try CommandFixture()
        let jobs = """
            defaults: {base_model: pretrained, output: "{name}.safetensors"}
            jobs:
              - {name: stock, merge_method: model_stock, models: [{model: model_0}, {model: model_1}]}
            sweeps:
              - {vary: {alpha: 0:1:0.5}, merge_method: wise_ft, models: [{model: model_0}]}
            """
        try fixture.folder.write(jobs, as: "jobs.yaml")
    }

    private func run(_ options: String = "") throws -> CommandLineProgram.Outcome {
        try fixture.run("batch jobs.yaml " + options)
    }

    private func events() throws -> [[String: Any]] {
        try fixture.folder.bytes(of: "events.jsonl").split(separator: UInt8(ascii: "\n")).map {
            try #require(try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any])
        }
    }

    @Test("jobs give the bytes of single merges, say so in events, and are skipped when done")
    func wholeBatch() throws {
        let first = try run("--jobs 2 --events events.jsonl")
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.hasPrefix("4 finished, 0 skipped, 0 failed\n"))
        let merge = "merge --base pretrained -o "
        let stock = try fixture.run(merge + "single.safetensors model_0 model_1")
        #expect(stock.status == 0)
        let half = merge + "half.safetensors model_0 --method wise_ft --set alpha=0.5"
        #expect(try fixture.run(half).status == 0)
        #expect(try fixture.tensors("stock.safetensors") == fixture.tensors("single.safetensors"))
        #expect(try fixture.tensors("0.5.safetensors") == fixture.tensors("half.safetensors"))
        let kinds = try events().map { "\($0["event"] ?? "") \($0["job"] ?? "run")" }.sorted()
        #expect(
            kinds
                == ["ended run"]
                + ["finished", "started"].flatMap { kind in
                    ["0", "0.5", "1", "stock"].map { kind + " " + $0 }
                }
        )
        #expect(try run().output.hasPrefix("0 finished, 4 skipped, 0 failed\n"))
        #expect(try run("--list").output.contains("jobs      4: 0 left, 4 complete"))
    }

    @Test(
        "lines of a log and of a pipe say when, of which run, which job of how many, and how much"
    )
    func log() throws {
        let outcome = try run("--log batch.log --not-durable")
        let log = String(decoding: try fixture.folder.bytes(of: "batch.log"), as: UTF8.self)
        let lines = log.split(separator: "\n").map(String.init)
        let stamp = #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [0-9a-f]{8} "#
        let job = try Regex(stamp + #"[1-4]/4 (stock|0|0\.5|1): .* read, .* written in \d.* s$"#)
        #expect(lines.count == 6 && lines.prefix(4).allSatisfy { $0.contains(job) }, "\(lines)")
        let end = try Regex(stamp + #"\d.* read, .* written in \d.* s, .*/s$"#)
        #expect(lines[4].hasSuffix(" 4 finished, 0 skipped, 0 failed") && lines[5].contains(end))
        #expect(outcome.errors.split(separator: "\n").map(String.init) == Array(lines.prefix(4)))
        #expect(Set(lines.map { $0.split(separator: " ")[1] }).count == 1)
        // Appended to, also where nothing is printed.
        #expect(try run("--log batch.log --quiet").errors.isEmpty)
        let longer = String(decoding: try fixture.folder.bytes(of: "batch.log"), as: UTF8.self)
        #expect(longer.hasPrefix(log) && longer.contains("1/4 stock: complete already"))
    }

    @Test("a changed input or recipe, and only these, are done again")
    func changes() throws {
        #expect(try run("--not-durable").status == 0)
        let bytes = try fixture.folder.bytes(of: "model_1/model.safetensors")
        try fixture.folder.write(bytes, as: "model_1/model.safetensors")
        #expect(try run().output.hasPrefix("1 finished, 3 skipped, 0 failed\n"))
        let jobs = String(decoding: try fixture.folder.bytes(of: "jobs.yaml"), as: UTF8.self)
        let other = jobs.replacingOccurrences(of: "wise_ft,", with: "wise_ft, out_dtype: float16,")
        try fixture.folder.write(other, as: "jobs.yaml")
        #expect(try run().output.hasPrefix("3 finished, 1 skipped, 0 failed\n"))
    }

    @Test("the plan is listed: bytes, memory, time; nothing is written")
    func list() throws {
        let before = try fixture.folder.names()
        let text = try run("--list").output
        for words in [
            "jobs      4: 4 left, 0 complete", "memory", "to write, about",
            "are written, by a trial", "due",
        ] {
            #expect(text.contains(words), "\(text)")
        }
        #expect(try run("--list --json").output.contains("\"writing_bytes_per_second\""))
        #expect(try fixture.folder.names() == before)
    }

    @Test("all errors come before any work: 65, one line for each, with its place")
    func errors() throws {
        let jobs = """
            defaults: {base_model: pretrained, output: "{name}.safetensors"}
            jobs:
              - {name: good, merge_method: average, models: [{model: model_0}]}
              - {name: a, merge_method: liner, models: [{model: model_0}]}
              - {name: b, merge_method: average, models: [{model: none}]}
              - {name: good, merge_method: average, models: [{model: model_1}], output: x.safetensors}
              - {name: c, merge_method: average, models: [{model: model_0}], output: good.safetensors}
              - name: d
                merge_method: ties
                models: [{model: gone}, {model: lost, parameters: {lambda: 2}}]
                parameters: {wieght: 1}
                outptu: d.safetensors
              - {name: f, merge_method: teis, models: [{modle: model_0}, {model: away}]}
              - {name: f, merge_method: average, modls: [], models: [{model: model_0}]}
              - {name: e, merge_method: average, models: [{model: model_0}], output: '-'}
            sweeps:
              - {vary: {alpha: 0:1:0.25}, merge_method: wise_ft, models: [{model: none}]}
            """
        try fixture.folder.write(jobs, as: "jobs.yaml")
        let before = try fixture.folder.names()
        let outcome = try run()
        #expect(outcome.status == 65 && outcome.errorLines.count == 1)
        for words in [
            "job 'a': jobs.yaml:4: there is no method 'liner'",
            "job 'b': jobs.yaml:5: none: there is no such",
            "job '0' and 4 others: jobs.yaml:17: none: there is no such",
            "job 'good': jobs.yaml:6: two jobs have this name, the other at jobs.yaml:3",
            "job 'c': jobs.yaml:7: its output 'good.safetensors' is also that of job 'good' at "
                + "jobs.yaml:3",
            "job 'd': jobs.yaml:12: a job has no key 'outptu'; did you mean 'output'?",
            "job 'd': jobs.yaml:10: gone: there is no such",
            "job 'd': jobs.yaml:10: lost: there is no such",
            "job 'd': jobs.yaml:11: ties has no parameter 'wieght'; did you mean 'weight'?",
            "job 'd': jobs.yaml:10: 'lambda' has one value for all inputs",
            "job 'f': jobs.yaml:13: there is no method 'teis'; did you mean 'ties'?",
            "job 'f': jobs.yaml:13: a model has no key 'modle'; did you mean 'model'?",
            "job 'f': jobs.yaml:13: away: there is no such",
            "job 'f': jobs.yaml:14: two jobs have this name, the other at jobs.yaml:13",
            "job 'f': jobs.yaml:14: its output 'f.safetensors' is also that of job 'f'",
            "job 'e': jobs.yaml:15: ", "12 of the batch's jobs cannot be done",
        ] {
            #expect(outcome.errors.contains(words), "\(outcome.errors)")
        }
        #expect(try fixture.folder.names() == before)
    }

    @Test("a job that fails does not stop the others; the status says so")
    func failure() throws {
        var bytes = try fixture.folder.bytes(of: "model_1/model.safetensors")
        bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0, 0, 192, 127])
        try fixture.folder.write(bytes, as: "model_1/model.safetensors")
        let outcome = try run("--events events.jsonl")
        #expect(outcome.status == 1, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("3 finished, 0 skipped, 1 failed\n"))
        #expect(outcome.errors.contains("error: stock: "))
        let failed = try #require(try events().first { $0["event"] as? String == "failed" })
        #expect((failed["error"] as? String)?.contains("model_1") == true)
        #expect(try !fixture.folder.names().contains("stock.safetensors"))
    }

    @Test("the plan is listed although an input holds a NaN; what is not known is not guessed")
    func unknownTime() throws {
        var bytes = try fixture.folder.bytes(of: "model_1/model.safetensors")
        bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0, 0, 192, 127])
        try fixture.folder.write(bytes, as: "model_1/model.safetensors")
        let outcome = try run("--list")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
            outcome.output.contains("to write, at least") && outcome.output.contains("  ?  due")
        )
        #expect(!outcome.output.contains("model-stock merges"), "\(outcome.output)")
    }

    @Test("what stands in an output's place is told before any job starts, and kept: 73")
    func obstruction() throws {
        try fixture.folder.write("not ours", as: "stock.safetensors")
        let model = try fixture.folder.bytes(of: "model_0/model.safetensors")
        try fixture.folder.write(model, as: "1.safetensors")
        let before = try fixture.folder.names()
        #expect(try run("--list").output.contains("something is in its place"))
        let outcome = try run()
        #expect(outcome.status == 73 && outcome.errors.contains("2 of the batch's jobs"))
        for (job, place) in [("stock", "jobs.yaml:3"), ("1", "jobs.yaml:5")] {
            let text = "job '\(job)': \(place): \(job).safetensors: is there already"
            #expect(outcome.errors.contains(text), "\(outcome.errors)")
        }
        #expect(try fixture.folder.names() == before)
        #expect(try fixture.folder.bytes(of: "stock.safetensors") == Array("not ours".utf8))
        let rest = try run("--keep-going")
        #expect(rest.status == 1 && rest.output.hasPrefix("2 finished, 0 skipped, 2 failed\n"))
        #expect(rest.output.contains("\nfailed: stock: stock.safetensors: is there already"))
        let again = try run()
        #expect(again.status == 1 && again.output.hasPrefix("0 finished, 2 skipped, 2 failed\n"))
        #expect(try fixture.folder.bytes(of: "stock.safetensors") == Array("not ours".utf8))
        #expect(try run("--force").output.hasPrefix("2 finished, 2 skipped, 0 failed\n"))
    }

    @Test("what is planned to be written is what the finished event says, and what is there")
    func bytesWritten() throws {
        let list = try run("--list --json").output
        #expect(try run("--events events.jsonl").status == 0)
        for event in try events() where event["event"] as? String == "finished" {
            let output = try #require(event["output"] as? String)
            let written = try #require(event["bytes_written"] as? Int)
            #expect(try fixture.folder.bytes(of: output).count == written)
            #expect(list.contains("\"bytes_to_write\": \(written)"))
        }
    }

    @Test("jobs that run together share the memory; what does not fit is told before any starts")
    func memory() throws {
        // Without an input in common, so that they are not merged together.
        let text = """
            defaults: {merge_method: average, output: "{name}.safetensors"}
            jobs:
              - {name: a, models: [{model: model_0}]}
              - {name: b, models: [{model: model_1}]}
            """
        try fixture.folder.write(text, as: "jobs.yaml")
        let outcome = try run("--list --json --jobs 2 --memory 4M")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let list = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        )
        let jobs = try #require(list["jobs"] as? [[String: Any]])
        #expect(jobs.allSatisfy { ($0["memory_bytes"] as? Int ?? .max) <= 2 << 20 })
        #expect((list["memory_bytes"] as? Int ?? .max) <= 4 << 20)
        let refused = try run("--jobs 2 --memory 150K")
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(refused.errors.contains("of 153600 bytes of memory, each of 2 jobs"))
        #expect(refused.errors.contains(": allow "), "\(refused.errors)")
        #expect(try !fixture.folder.names().contains("jobs.yaml.journal"))
        #expect(
            try run("--jobs 2 --memory 4M").output.hasPrefix("2 finished, 0 skipped, 0 failed\n")
        )
    }

    @Test(
        "what cannot start",
        arguments: [
            ("batch none.yaml", 66, "none.yaml: there is no such"),
            ("batch jobs.yaml --jobs 0", 64, "--jobs: at least 1"),
            ("batch recipe.yaml", 65, "a file of jobs has no key 'merge_method'"),
            ("batch jobs.yaml --events none/e.jsonl", 73, "none/e.jsonl: cannot be opened"),
        ]
    )
    func refused(command: String, status: Int32, message: String) throws {
        let outcome = try fixture.run(command)
        #expect(outcome.status == status && outcome.errors.contains(message), "\(outcome.errors)")
        #expect(try !fixture.folder.names().contains("stock.safetensors"))
    }

    @Test("killed at any moment, it can be run again, to the same bytes")
    func killed() throws {
        #expect(try run("--not-durable").status == 0)
        let outputs = ["stock", "0", "0.5", "1"].map { $0 + ".safetensors" }
        let expected = try outputs.map { try fixture.folder.bytes(of: $0) }
        for milliseconds in stride(from: 5, to: 100, by: 12) {
            for name in outputs + ["jobs.yaml.journal"] {
                try? FileManager.default.removeItem(atPath: fixture.folder.path(name))
            }
            let process = Process()
            process.executableURL = try CommandLineProgram.url
            process.arguments = ["batch", "jobs.yaml", "--jobs", "2", "--quiet"]
            process.currentDirectoryURL = URL(filePath: fixture.folder.path(""))
            process.standardError = FileHandle.nullDevice
            try process.run()
            Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            let again = try run("--quiet")
            #expect(again.status == 0, "\(again.errors)")
            #expect(try outputs.map { try fixture.folder.bytes(of: $0) } == expected)
        }
    }

    @Test("ended by a signal, it leaves whole outputs only, and can be run again")
    func ended() throws {
        try BatchCommandTests.largeModels(in: fixture.folder)
        for (signal, status) in [(SIGTERM, Int32(143)), (SIGINT, 130)] {
            let process = Process()
            process.executableURL = try CommandLineProgram.url
            process.arguments = ["batch", "large.yaml", "--not-durable", "--quiet"]
            process.currentDirectoryURL = URL(filePath: fixture.folder.path(""))
            let before = try fixture.folder.names()
            try process.run()
            while try fixture.folder.names().count < before.count + 3, process.isRunning {
                Thread.sleep(forTimeInterval: 0.01)
            }
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            #expect(process.terminationStatus == status)
            let left = try fixture.folder.names().filter { !before.contains($0) }
            #expect(left.allSatisfy { !$0.hasPrefix(".") }, "\(left)")
            let again = try fixture.run("batch large.yaml --not-durable")
            #expect(again.status == 0 && again.output.contains("0 failed"), "\(again.errors)")
            for name in try fixture.folder.names() where !before.contains(name) {
                try FileManager.default.removeItem(atPath: fixture.folder.path(name))
            }
        }
    }

    /// A batch that takes a while.
    private static func largeModels(in folder: TemporaryFolder) throws {
        for (file, seed) in [("large_0", UInt8(60)), ("large_1", 61)] {
            try SafetensorsFixture.write(
                tensors: (0..<4).map { number in
                    ("t\(number)", .f32, [1 << 20], [UInt8](repeating: seed, count: 4 << 20))
                },
                to: folder.path(file + ".safetensors")
            )
        }
        let text = """
            sweeps:
              - name: large-{alpha}
                output: "{name}.safetensors"
                vary: {alpha: 0.05:1:0.05}
                merge_method: wise_ft
                base_model: large_0.safetensors
                models: [{model: large_1.safetensors}]
            """
        try folder.write(text, as: "large.yaml")
    }

    @Test("the recipe and the jobs of the documentation run")
    func documentation() throws {
        let docs = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../docs"
        )
        for (page, file) in [("recipes.md", "recipe.yaml"), ("batches.md", "jobs.yaml")] {
            let text = try String(contentsOf: docs.appending(path: page), encoding: .utf8)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let start = try #require(lines.firstIndex { $0 == "    # " + file })
            let block = lines[start...].prefix { $0.hasPrefix("    ") }
            try fixture.folder.write(block.joined(separator: "\n") + "\n", as: file)
        }
        let merge = try fixture.run("merge recipe.yaml -o out.safetensors")
        #expect(merge.status == 0, "\(merge.errors)")
        let batch = try run("--not-durable")
        #expect(batch.output.hasPrefix("14 finished, 0 skipped, 0 failed\n"), "\(batch.errors)")
    }
}
