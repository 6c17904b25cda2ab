import Foundation
import MergeEngine
import MergeVerification
import TestSupport
import Testing

@Suite("Commands")
struct CommandTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture() }

    private func decode<Value: Decodable>(_ text: String, as: Value.Type) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }

    @Test(
        "help texts' examples run",
        arguments: [
            "merge", "methods", "angles", "verify", "inspect", "doctor", "synthesize", "draw",
            "bench", "zoo cluster",
        ]
    )
    func examples(command: String) throws {
        let help = try fixture.run("\(command) --help")
        #expect(help.status == 0)
        let examples = help.output.split(separator: "\n").map { $0.drop { $0 == " " } }
            .filter { $0.hasPrefix("stockpot \(command) ") }
        #expect(!examples.isEmpty)
        if command == "verify" {
            #expect(
                try fixture.run("merge --base pretrained -o merged model_0 model_1").status == 0
            )
        }
        for example in examples {
            let outcome = try fixture.run(String(example.dropFirst("stockpot ".count)))
            #expect(outcome.status == 0, "\(example): \(outcome.errors)")
        }
    }

    @Test("merge writes a folder and a report, and verify holds it")
    func mergeAndVerify() throws {
        let merged = try fixture.run(
            "merge --base pretrained -o merged model_0 model_1 --report report.json"
        )
        #expect(merged.status == 0, "\(merged.errors)")
        #expect(merged.output.contains("ratio t   median"))
        let names = try fixture.folder.names(in: "merged")
        #expect(names == ["README.md", "config.json", "model.safetensors"])
        let text = String(decoding: try fixture.folder.bytes(of: "report.json"), as: UTF8.self)
        let report = try decode(text, as: MergeReport.self)
        #expect(report.tensors == 11 && report.variant == "paper" && report.threads > 0)
        #expect(report.peakMemoryBytes > 0 && text.contains("\"peak_memory_bytes\""))
        let verified = try fixture.run(
            "verify --base pretrained --merged merged model_0 model_1 --json"
        )
        #expect(verified.status == 0)
        let result = try decode(verified.output, as: VerificationReport.self)
        #expect(result.ok && result.maxUlpError <= 1)
        #expect(result.elements == CheckpointFamily.elementCount(rows: 20))
    }

    @Test("angles prints the merge's layers as JSON and draws them")
    func angles() throws {
        let outcome = try fixture.run(
            "angles --base pretrained model_0 model_1 --json --plot a.svg"
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        let report = try decode(outcome.output, as: MergeReport.self)
        #expect(report.output == nil && report.layers.contains { $0.angle != nil })
        #expect(try fixture.folder.bytes(of: "a.svg").starts(with: Array("<svg".utf8)))
    }

    @Test("a dry run prints the bytes and writes nothing")
    func dryRun() throws {
        let before = try fixture.folder.names()
        let outcome = try fixture.run("merge --base pretrained -o merged model_0 model_1 --dry-run")
        #expect(outcome.status == 0)
        for word in ["reads", "writes", "memory", "model-stock", "copy"] {
            #expect(outcome.output.contains(word))
        }
        #expect(try fixture.folder.names() == before)
    }

    @Test("quiet prints nothing")
    func quiet() throws {
        let outcome = try fixture.run("merge --base pretrained -o merged model_0 model_1 --quiet")
        #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
    }

    @Test("wise_ft moves from the base; its end points are the inputs' bytes")
    func interpolation() throws {
        let command = "merge --base base.safetensors model_0.safetensors --method wise_ft"
        #expect(try fixture.run(command + " --set alpha=1 -o one.safetensors").status == 0)
        #expect(try fixture.run(command + " --set alpha=0 -o zero.safetensors").status == 0)
        let data = { (name: String) in try tensorData(fixture.folder, name) }
        #expect(try data("one.safetensors") == data("model_0.safetensors"))
        #expect(try data("zero.safetensors") == data("base.safetensors"))
    }

    @Test("without a base, models merge around the origin, and verify holds it")
    func withoutBase() throws {
        let arguments = "--method nuslerp --set weight=1,3 model_0 model_1"
        #expect(try fixture.run("merge -o merged \(arguments)").status == 0)
        let verified = try fixture.run("verify --merged merged \(arguments)")
        #expect(verified.status == 0, "\(verified.errors)")
        #expect(try fixture.folder.names(in: "merged").contains("config.json"))
    }

    @Test("inspect names dialect, tensors and metadata")
    func inspect() throws {
        let text = try fixture.run("inspect pretrained")
        #expect(text.status == 0 && text.output.contains("logit_scale"))
        let json = try fixture.run("inspect pretrained --json")
        #expect(json.output.contains("\"dialect\"") && json.output.contains("\"dtype\": \"I64\""))
    }

    @Test("doctor names the library and its kernels")
    func doctor() throws {
        let outcome = try fixture.run("doctor --json")
        #expect(outcome.status == 0 && outcome.output.contains("\"blas_core\""))
        #expect(outcome.output.contains("\"lapack_works\": true"))
    }
}

/// A tensor by tensor view of a file, whose order and header may differ.
private func tensorData(_ folder: TemporaryFolder, _ name: String) throws -> [String: [UInt8]] {
    let bytes = try folder.bytes(of: name)
    let length = (0..<8).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
    let header = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length]))
    var data: [String: [UInt8]] = [:]
    for (name, value) in try #require(header as? [String: Any]) where name != "__metadata__" {
        let fields = try #require(value as? [String: Any])
        let offsets = try #require(fields["data_offsets"] as? [Int])
        data[name] = Array(bytes[8 + length + offsets[0]..<8 + length + offsets[1]])
    }
    return data
}
