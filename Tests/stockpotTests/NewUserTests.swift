import Checkpoints
import Foundation
import TestSupport
import Testing

/// From what people bring to a result, by nothing but what errors and help say.
@Suite("A new user's first merge")
struct NewUserTests {
    private typealias P = PickleFixture

    private let folder: TemporaryFolder
    private let names = ["base", "model_0", "model_1"]

    /// The example's models, each a folder of its own.
    init() throws {
        folder = try TemporaryFolder()
        try ExampleModels.copy(names, into: folder)
    }

    private func run(_ command: String) throws -> CommandLineProgram.Outcome {
        try CommandLineProgram.run(command, in: folder.path)
    }

    /// Writes a model as a training program would save it.
    private func save(
        _ name: String,
        as path: String,
        others: [(String, [UInt8])] = [],
        naming: (String) -> String?
    ) throws {
        let model = try Checkpoint.open(folder.path(name))
        try folder.write(
            PyTorchFixture.bytes(("state_dict", model), others: others, naming: naming),
            as: path
        )
    }

    /// The data of a file's tensors in their order, whatever their names begin with.
    private func data(_ path: String) throws -> [[UInt8]] {
        let checkpoint = try Checkpoint.open(folder.path(path))
        let tensors = checkpoint.tensors.map { tensor in
            (
                tensor.name.hasPrefix("model.") ? String(tensor.name.dropFirst(6)) : tensor.name,
                tensor
            )
        }
        return try tensors.sorted { $0.0 < $1.0 }.map { try checkpoint.bytes(of: $0.1) }
    }

    private func merged(_ command: String) throws -> [[UInt8]] {
        let outcome = try run("merge \(command) -o made.safetensors --force")
        #expect(outcome.status == 0, "\(outcome)")
        return try data("made.safetensors")
    }

    @Test("a compiled model, a wrapped one, both")
    func compiled() throws {
        let expected = try merged("--base base model_0 model_1")
        try save("model_0", as: "a.pt") { "_orig_mod." + $0 }
        try save("model_1", as: "b.pt") {
            "module._orig_mod." + $0.replacing("transformer.", with: "transformer.module.")
        }
        #expect(try merged("--base base a.pt b.pt") == expected)
    }

    @Test("a checkpoint of Lightning: the error names the option, and a note the prefix")
    func lightning() throws {
        let expected = try merged("--base base model_0 model_1")
        let settings = P.global("argparse", "Namespace") + P.emptyTuple + P.newObject
        let others = [
            ("epoch", P.integer(3)), ("hyper_parameters", settings),
            ("callbacks", P.emptyDictionary),
        ]
        for name in names.dropFirst() {
            try save(name, as: name + ".ckpt", others: others) { "net." + $0 }
        }
        let merge = "merge --base base model_0.ckpt model_1.ckpt -o made.safetensors --force"
        let refused = try run(merge)
        #expect(refused.status == 65 && refused.errors.contains("--skip-unknown-globals"))
        let made = try run(merge + " --skip-unknown-globals")
        #expect(made.status == 0 && made.errors.contains("begin with 'net.'"), "\(made)")
        #expect(try data("made.safetensors") == expected)
        // What nobody would guess can be said.
        let said = try run(merge + " --skip-unknown-globals --strip-prefix net")
        #expect(said.status == 0 && !said.errors.contains("begin with"), "\(said)")
        #expect(try data("made.safetensors") == expected)
        let mistyped = try run(merge + " --skip-unknown-globals --strip-prefix nat")
        #expect(mistyped.status == 64, "\(mistyped)")
        #expect(mistyped.errors.contains("--strip-prefix nat: no tensor's name begins with it"))
    }

    @Test("classifiers around a base without a head, or one of zero-shot models' names")
    func headless() throws {
        let expected = try merged("--base base model_0 model_1 --head average")
        let isHead = { (name: String) in name.contains("classification_head") }
        try save("base", as: "headless.pt") { isHead($0) ? nil : $0 }
        try save("base", as: "zeroshot.pt") { name in
            isHead(name) ? nil : String(name.dropFirst(name.hasPrefix("model.") ? 6 : 0))
        }
        for base in ["headless.pt", "zeroshot.pt"] {
            let merge = "merge --base \(base) model_0 model_1 -o made.safetensors --force"
            let refused = try run(merge)
            #expect(refused.status == 65, "\(refused)")
            #expect(refused.errors.contains("; with --head average"), "\(refused)")
            let made = try run(merge + " --head average")
            #expect(made.status == 0, "\(made)")
            #expect(try data("made.safetensors") == expected, "\(base)")
        }
    }

    @Test("what some inputs lack: the way out is proposed where it works")
    func lackingTensors() throws {
        try save("model_0", as: "more.pt") { $0 }
        let more = try PyTorchFixture.bytes(
            ("state_dict", Checkpoint.open(folder.path("model_0"))),
            naming: { $0.hasSuffix("ln_pre.bias") ? "extra.weight" : $0 }
        )
        try folder.write(more, as: "more.pt")
        let merge = "merge --base base more.pt model_1 -o made.safetensors"
        let refused = try run(merge)
        #expect(refused.status == 65 && refused.errors.contains("1 missing"), "\(refused)")
        guard refused.errors.contains("--intersection") else { return }
        #expect(try run(merge + " --intersection").status == 0)
    }

    @Test("the same file name in two runs: results tell them apart")
    func sameNames() throws {
        let epoch = [("epoch", P.integer(10))]
        try save("model_0", as: "run_a/epoch_10.pt", others: epoch) { "module." + $0 }
        try save("model_1", as: "run_b/epoch_10.pt", others: epoch) { "module." + $0 }
        let merge = "merge --base base run_a/epoch_10.pt run_b/epoch_10.pt -o out --json"
        let made = try run(merge)
        #expect(made.status == 0, "\(made)")
        #expect(made.output.contains("run_a/epoch_10.pt"))
        #expect(made.output.contains("run_b/epoch_10.pt"))
        #expect(try folder.names(in: "out").contains("open_clip_config.json"))
        #expect(try run("draw --set clean --count 20 -o clean.safetensors").status == 0)
        let models = "run_a/epoch_10.pt run_b/epoch_10.pt"
        let options = "--data clean=clean.safetensors --limit 10"
        let unknown = try run("evaluate \(models) \(options) --heads 2")
        #expect(unknown.status == 0 && unknown.errors.contains("give --activation"), "\(unknown)")
        let known = try run("evaluate \(models) \(options) --heads 2 --activation quickgelu")
        #expect(known.status == 0 && !known.errors.contains("--activation"), "\(known)")
        #expect(known.errors.contains("assumed for: layer_norm_epsilon 1e-05, pooling"), "\(known)")
        #expect(known.output.contains("run_a/epoch_10.pt"))
        #expect(known.output.contains("run_b/epoch_10.pt"))
        let soup = try run("soup uniform \(models) -o soup.safetensors")
        #expect(soup.status == 0, "\(soup)")
    }

    @Test("a folder of the Hugging Face cache: the error names the snapshot, which works")
    func cache() throws {
        for name in names {
            let (blobs, snapshot) = (
                "cache/models--lab--\(name)/blobs", "cache/models--lab--\(name)/snapshots/0123abcd"
            )
            for path in [blobs, snapshot] {
                try FileManager.default.createDirectory(
                    atPath: folder.path(path),
                    withIntermediateDirectories: true
                )
            }
            for file in try folder.names(in: name) {
                try FileManager.default.moveItem(
                    atPath: folder.path("\(name)/\(file)"),
                    toPath: folder.path("\(blobs)/\(file).blob")
                )
                try FileManager.default.createSymbolicLink(
                    atPath: folder.path("\(snapshot)/\(file)"),
                    withDestinationPath: "../../blobs/\(file).blob"
                )
            }
        }
        let paths = names.map { "cache/models--lab--\($0)" }
        var proposed: [String] = []
        for path in paths {
            let refused = try run("inspect " + path)
            #expect(refused.status == 66, "\(refused)")
            proposed.append(
                String(try #require(refused.errors.split(separator: "'").dropFirst().first))
            )
        }
        #expect(proposed == paths.map { $0 + "/snapshots/0123abcd" })
        let made = try run("merge --base \(proposed[0]) \(proposed[1]) \(proposed[2]) -o out")
        #expect(made.status == 0, "\(made)")
        #expect(
            try folder.names(in: "out")
                == ["README.md", "model.safetensors", "open_clip_config.json"]
        )
    }

    @Test("two dialects: the proposed command is quoted for a shell, and works")
    func dialects() throws {
        let name = "it's $b"
        let arguments = ["convert", "model_0", "-o", name, "--dialect", "huggingface"]
        #expect(try CommandLineProgram.run(arguments, in: folder.path).status == 0)
        let merge = ["merge", "--base", "base", "model_1", name, "-o", "made.safetensors"]
        let refused = try CommandLineProgram.run(merge, in: folder.path)
        let command = try #require(refused.errors.split(separator: "fix it with: stockpot ").last)
        #expect(
            command.hasPrefix(#"convert 'it'\''s $b' -o 'it'\''s $b-converted' --dialect openai"#)
        )
        let fixed = ["convert", name, "-o", name + "-converted", "--dialect", "openai"]
        #expect(try CommandLineProgram.run(fixed, in: folder.path).status == 0)
        let again = [
            "merge", "--base", "base", "model_1", name + "-converted", "-o", "made.safetensors",
        ]
        let made = try CommandLineProgram.run(again, in: folder.path)
        #expect(made.status == 0, "\(made)")
    }
}
