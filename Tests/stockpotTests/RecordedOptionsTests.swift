import Checkpoints
import Foundation
import TestSupport
import Testing

/// How inputs are read, and what is said of their network, is part of a merge: recorded and repeated.
@Suite("Options that an output records")
struct RecordedOptionsTests {
    private let folder: TemporaryFolder

    /// The example's models alone, their names behind `net.`.
    init() throws {
        folder = try TemporaryFolder()
        let models = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Examples/shapes").standardized.path
        for name in ["base", "model_0", "model_1"] {
            let model = try Checkpoint.open("\(models)/\(name)")
            try folder.write(
                PyTorchFixture.bytes(("state_dict", model)) { "net." + $0 },
                as: "\(name).pt"
            )
        }
    }

    private func run(_ command: String) throws -> CommandLineProgram.Outcome {
        try CommandLineProgram.run(command, in: folder.path)
    }

    private static let merge = "merge --base base.pt model_0.pt model_1.pt"
    private static let options =
        " --strip-prefix net --activation quickgelu --heads 2 --text-heads 2"

    @Test("merge --from OUT repeats --strip-prefix, --activation, --heads and --text-heads")
    func repeated() throws {
        let first = try run(Self.merge + Self.options + " -o first")
        #expect(first.status == 0 && !first.errors.contains("configuration"), "\(first)")
        let again = try run("merge --from first -o again")
        #expect(again.status == 0 && !again.errors.contains("configuration"), "\(again)")
        #expect(try folder.names(in: "again") == folder.names(in: "first"))
        for name in try folder.names(in: "first") {
            #expect(try folder.bytes(of: "again/\(name)") == folder.bytes(of: "first/\(name)"))
        }
        #expect(try run("verify --from first --merged first").status == 0)
        let plain = try run("merge --from first --strip-prefix other -o other")
        #expect(plain.status == 64 && plain.errors.contains("--strip-prefix other"), "\(plain)")
    }

    @Test("the printed recipe says them, and makes the same file")
    func printed() throws {
        let text = try run(Self.merge + Self.options + " -o out --print-recipe").output
        #expect(text.contains("\"strip_prefix\": [\"net\"]") && text.contains("\"heads\": 2"))
        try folder.write(Array(text.utf8), as: "recipe.yaml")
        #expect(try run("merge recipe.yaml -o a.safetensors").status == 0)
        #expect(try run(Self.merge + Self.options + " -o b.safetensors").status == 0)
        #expect(try folder.bytes(of: "a.safetensors") == folder.bytes(of: "b.safetensors"))
    }

    @Test("batch takes --strip-prefix for all jobs, and from the recipe of one")
    func batch() throws {
        func write(_ name: String, _ more: String = "") throws {
            let job = """
                defaults: {merge_method: model_stock, base_model: base.pt}
                jobs:
                  - {name: \(name), output: \(name).safetensors,
                     models: [{model: model_0.pt}, {model: model_1.pt}]\(more)}
                """
            try folder.write(Array(job.utf8), as: "\(name).yaml")
        }
        try write("all")
        try write("own", ", stockpot: {strip_prefix: net}")
        let all = try run("batch all.yaml --strip-prefix net")
        #expect(all.status == 0, "\(all)")
        let own = try run("batch own.yaml")
        #expect(own.status == 0, "\(own)")
        #expect(try folder.bytes(of: "all.safetensors") == folder.bytes(of: "own.safetensors"))
        let names = try Checkpoint.open(folder.path("all.safetensors")).tensors.map(\.name)
        #expect(names.allSatisfy { !$0.hasPrefix("net.") })
        let mistyped = try run("batch all.yaml --strip-prefix nat --force")
        #expect(
            mistyped.status != 0 && mistyped.errors.contains("--strip-prefix nat"),
            "\(mistyped)"
        )
    }
}
