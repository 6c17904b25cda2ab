import Foundation
import TestSupport
import Testing

@Suite("Tables, JSON and help on the terminal")
struct TableTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture() }

    private func run(_ command: String, columns: Int? = nil) throws -> CommandLineProgram.Outcome {
        try CommandLineProgram.run(command, in: fixture.folder.path, columns: columns)
    }

    /// The lines of the table that begins with a title, to the first blank line.
    private func table(_ text: String, from title: String) throws -> [Substring] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasPrefix(title) }, "\(text)")
        return lines[start...].prefix { !$0.isEmpty }
    }

    @Test("fit the terminal: names lose their middle", arguments: [56, 70])
    func width(columns: Int) throws {
        let text = try run("inspect pretrained", columns: columns).output
        let lines = try table(text, from: "tensor ")
        let whole = try table(run("inspect pretrained").output, from: "tensor ")
        #expect(lines.allSatisfy { $0.count <= columns } && lines.count == whole.count)
        #expect(lines.contains { $0.contains("...") } && !whole.contains { $0.contains("...") })
    }

    private static let example = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Examples/shapes/base").standardized.path

    @Test("never cut two names to the same text", arguments: [44, 60, 80])
    func distinctNames(columns: Int) throws {
        let text = try run("inspect \(Self.example)", columns: columns).output
        let names = try table(text, from: "tensor ").dropFirst(2).map { $0.prefix { $0 != " " } }
        #expect(names.count == 58 && Set(names).count == 58)
        #expect(columns == 80 || names.contains { $0.contains("...") })
    }

    @Test("go on below with columns that have no room, beside the names again")
    func parts() throws {
        let text = try run("angles --base pretrained model_0 model_1", columns: 44).output
        let lines = text.split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("layer ") } > 1, "\(text)")
        #expect(try table(text, from: "layer ").allSatisfy { $0.count <= 44 })
    }

    @Test("wrap sentences, and lose none of their words")
    func prose() throws {
        let lines = try table(run("methods", columns: 80).output, from: "method ")
        #expect(lines.allSatisfy { $0.count <= 80 })
        let words = lines.dropFirst(2).joined(separator: " ").split(separator: " ")
        let whole = try table(run("methods").output, from: "method ")
        #expect(words.sorted() == whole.dropFirst(2).flatMap { $0.split(separator: " ") }.sorted())
    }

    @Test("stand between lines that wrap below their beginnings, and lose no word either")
    func surroundings() throws {
        func head(_ columns: Int?) throws -> ArraySlice<Substring> {
            try run("inspect \(Self.example)", columns: columns).output
                .split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
        }
        let (whole, wrapped) = (try head(nil), try head(56))
        #expect(wrapped.count > whole.count && wrapped.allSatisfy { $0.count <= 56 })
        let words = [whole, wrapped].map { $0.joined(separator: " ").split(separator: " ") }
        #expect(words[0] == words[1])
        let starts = wrapped.filter { !$0.hasPrefix("          ") }
        #expect(starts.count == whole.count)
    }

    @Test("drop the folders that all paths share, and say them once")
    func folders() throws {
        let jobs = """
            defaults: {merge_method: average, output: "results/of/tonight/{name}.safetensors"}
            jobs:
              - {name: a, models: [{model: model_0}]}
              - {name: b, models: [{model: model_1}]}
            """
        try fixture.folder.write(jobs, as: "jobs.yaml")
        let narrow = try run("batch jobs.yaml --list", columns: 72)
        #expect(narrow.output.contains("\noutput: all in results/of/tonight/\n"), "\(narrow)")
        #expect(try table(narrow.output, from: "job ").allSatisfy { $0.count <= 72 })
        #expect(try table(narrow.output, from: "job ").contains { $0.contains("  a.safetensors ") })
        let whole = try run("batch jobs.yaml --list").output
        #expect(whole.contains("results/of/tonight/a.safetensors") && !whole.contains("all in"))
        let list = try JSONSerialization.jsonObject(
            with: Data(try run("batch jobs.yaml --list --json").output.utf8)
        )
        let left = try #require((list as? [String: Any])?["left"] as? [String: Any])
        #expect(left["jobs"] as? Int == 2 && left["bytes_to_write"] as? Int ?? 0 > 0)
    }

    @Test("are CSV where that is asked for, with quotes where they are needed")
    func csv() throws {
        let lines = try run("inspect pretrained --csv", columns: 40).output.split(separator: "\n")
        #expect(lines[0] == "tensor,type,shape,bytes" && lines.count == 12)
        #expect(
            lines.contains(
                "vision_model.embeddings.position_embedding.weight,F32,\"[20, 500]\",\"40,000\""
            ),
            "\(lines)"
        )
    }

    @Test(
        "every result is one line of JSON",
        arguments: [
            "inspect pretrained", "angles --base pretrained model_0 model_1", "methods", "doctor",
            "merge --base pretrained model_0 model_1 -o x.safetensors --dry-run",
            "convert pretrained -o y.safetensors",
        ]
    )
    func json(command: String) throws {
        let outcome = try run(command + " --json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.filter { $0 == "\n" }.count == 1 && outcome.output.hasSuffix("\n"))
        _ = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    }

    @Test(
        "an error is JSON too",
        arguments: [
            ("inspect nowhere --json", 66, "nowhere"), ("inspect --json", 64, "checkpoint"),
            ("angles --base pretrained pretrained --json", 64, "base"),
        ]
    )
    func errors(command: String, status: Int, word: String) throws {
        let outcome = try run(command)
        #expect(Int(outcome.status) == status && outcome.output.isEmpty)
        let object = try JSONSerialization.jsonObject(with: Data(outcome.errors.utf8))
        let error = try #require(object as? [String: Any])
        #expect(error["status"] as? Int == status)
        #expect((error["error"] as? String)?.contains(word) == true, "\(outcome.errors)")
    }

    @Test("lines of usage are no longer than the terminal's, options stay with their values")
    func usage() throws {
        let lines = try run("inspect --help", columns: 72).output
            .split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasPrefix("USAGE: stockpot inspect") })
        let usage = lines[start...].prefix { !$0.isEmpty }
        #expect(usage.count > 2 && usage.allSatisfy { $0.count <= 72 })
        #expect(usage.contains { $0.contains("[--strip-prefix <prefix> ...]") })
    }
}
