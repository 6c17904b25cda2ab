import TestSupport
import Testing

/// What a new user types, and the way out that the program proposes.
@Suite("Advice about command lines")
struct UsageAdviceTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture() }

    private static let merge = "merge --base pretrained -o out model_0 model_1 "

    @Test(
        "one line, with the right help",
        arguments: [
            (
                "mrege --base pretrained",
                "no command 'mrege'; did you mean 'merge'? (see 'stockpot --help')"
            ),
            ("help merg", "no command 'merg'; did you mean 'merge'?"),
            (
                "soup gredy m",
                "no command 'soup gredy'; did you mean 'soup greedy'? (see 'stockpot soup --help')"
            ),
            (merge + "--variant nope", "one of the following: paper, official, mergekit"),
            (merge + "--ignore [", "this class is not closed (see 'stockpot merge --help')"),
            (merge + "--dtype f15", "(see 'stockpot merge --help')"),
            ("merge --base pretrained -o - model_0 model_1", "not written to standard output"),
            ("soup greedy", "(see 'stockpot soup greedy --help')"),
            (merge + "--method \u{1b}[31mx", "there is no method '\\u{1b}[31mx'"),
            (merge + "--set \u{1b}[31mx", "--set \\u{1b}[31mx: not key=value"),
            (merge + "--\u{1b}[31mx", "Unknown option '--\\u{1b}[31mx'"),
            (merge + "--nothing 1", "Unknown option '--nothing' (see"),
        ]
    )
    func line(command: String, message: String) throws {
        let outcome = try fixture.run(command)
        #expect(outcome.status == 64, "\(outcome.errors)")
        let lines = outcome.errors.split(separator: "\n")
        #expect(lines.count == 1 && lines[0].contains(message), "\(outcome.errors)")
        #expect(!outcome.errors.contains("\u{1b}"))
    }

    @Test(
        "the help of every command is still help",
        arguments: ["help", "help merge", "soup --help"]
    )
    func help(command: String) throws {
        let outcome = try fixture.run(command)
        #expect(outcome.status == 0 && outcome.output.contains("OVERVIEW"))
    }

    @Test("a parameter given as an option: the proposal works")
    func parameter() throws {
        let refused = try fixture.run(Self.merge + "--alpha 0.5")
        let proposal = "--method wise_ft --set alpha=0.5"
        #expect(refused.errors.contains("did you mean \(proposal)?"), "\(refused.errors)")
        #expect(try fixture.run(Self.merge + proposal).status == 0)
        let chosen = try fixture.run(Self.merge + "--method ties --weight 0.5 --force")
        #expect(chosen.errors.contains("did you mean --set weight=0.5?"), "\(chosen.errors)")
        // No merge of these inputs can be planned: nothing is proposed.
        let other = try fixture.run("merge --base pretrained -o q none --alpha 0.5")
        #expect(other.errors.contains("it is a parameter of") && !other.errors.contains("mean"))
    }

    @Test("a parameter that is missing: the proposal works")
    func missingParameter() throws {
        let refused = try fixture.run(Self.merge + "--method ties")
        #expect(refused.status == 64)
        #expect(refused.errors.contains("for example --set weight=0.5"), "\(refused.errors)")
        #expect(try fixture.run(Self.merge + "--method ties --set weight=0.5").status == 0)
    }

    @Test(
        "the names that PyTorch gives to types",
        arguments: ["float16", "fp16", "half", "torch.float16"]
    )
    func types(name: String) throws {
        let merge = "merge --base pretrained model_0 model_1 -o "
        #expect(try fixture.run(merge + "a.safetensors --dtype f16").status == 0)
        #expect(try fixture.run(merge + "b.safetensors --dtype \(name)").status == 0)
        #expect(
            try fixture.folder.bytes(of: "a.safetensors")
                == fixture.folder.bytes(of: "b.safetensors")
        )
    }

    @Test(
        "numbers beyond all bounds",
        arguments: [
            "evaluate m --data a=b --limit", "evaluate m --data a=b --heads",
            "evaluate m --data a=b --image-size", "batch j.yaml --jobs", "draw -o d --count",
            "synthesize -o s --models", "bench --runs", "convert model_0 -o c --heads",
        ]
    )
    func numbers(command: String) throws {
        for number in ["9223372036854775807", "0", "-1"] {
            let separator = number == "-1" ? "=" : " "
            let outcome = try fixture.run(command + separator + number)
            #expect(outcome.status == 64, "\(command): \(outcome.errors)")
        }
    }

    @Test("two runs' checkpoints of one name, and a folder of Hugging Face's cache")
    func names() throws {
        for run in 0...1 {
            let bytes = try fixture.folder.bytes(of: "model_\(run)/model.safetensors")
            try fixture.folder.write(bytes, as: "run\(run)/epoch_10.pt")
        }
        let merge = "merge --base pretrained run0/epoch_10.pt run1/epoch_10.pt -o epochs"
        #expect(try fixture.run(merge).status == 0)
        #expect(try fixture.run("merge --from epochs -o again").status == 0)
        #expect(
            try fixture.tensors("epochs/model.safetensors")
                == fixture.tensors("again/model.safetensors")
        )
        let bytes = try fixture.folder.bytes(of: "model_0/model.safetensors")
        try fixture.folder.write(bytes, as: "hub/models--a--b/snapshots/abc/model.safetensors")
        let refused = try fixture.run("inspect hub/models--a--b")
        #expect(refused.errors.contains("'hub/models--a--b/snapshots/abc'"), "\(refused.errors)")
        #expect(try fixture.run("inspect hub/models--a--b/snapshots/abc").status == 0)
    }
}
