import Foundation
import TestSupport
import Testing

/// Libraries say what is wrong and what helps; the command line names the option that does it.
@Suite("The option that helps, after the error of a library")
struct AdviceTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("s"),
            withDestinationPath: ExampleModels.folder
        )
        try folder.write("", as: "flat/a.png")
        try folder.write("sleep 5\n", as: "late.sh")
        for command in [
            "draw --set clean --count 4 -o c.safetensors",
            "convert s/model_1 -o hf --dialect huggingface",
            "merge --base s/base s/model_0 s/model_1 -o b.safetensors --method average",
        ] {
            let outcome = try CommandLineProgram.run(command, in: folder.path)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        let jobs = """
            defaults: {merge_method: average, output: "{name}.safetensors"}
            jobs:
              - {name: NAME, models: [{model: s/model_0}, {model: OTHER}]}

            """
        for (name, other) in [("b", "s/model_1"), ("a", "hf")] {
            let text = jobs.replacing("NAME", with: name).replacing("OTHER", with: other)
            try folder.write(text, as: name + ".yaml")
        }
    }

    private static let merge = "merge --base s/base s/model_0 s/model_1 -o"

    @Test(
        arguments: [
            ("evaluate s/base --data x=flat", 65, "name a file of labels (--labels NAME=FILE)"),
            ("evaluate s/base --data x=c.safetensors --heads 5", 64, "width of 64 (--heads)"),
            (merge + " o.safetensors --memory 1K", 64, "one worker needs 98720 (--memory 98720)"),
            (merge + " b.safetensors", 73, "exists already; give --force to replace it"),
            (
                "convert s/model_0 -o o.safetensors --memory 1", 64,
                "it needs 24576 (--memory 24576)"
            ),
            (
                "merge --base s/base hf s/model_0 -o o.safetensors", 65,
                "fix it with: stockpot convert hf -o hf-converted --dialect openai"
            ),
            (
                "batch a.yaml", 65,
                "fix it with: stockpot convert hf -o hf-converted --dialect openai"
            ),
            ("batch b.yaml", 73, "; --force replaces them, --keep-going does the other jobs"),
        ]
    )
    func option(_ command: String, _ status: Int32, _ ending: String) throws {
        let outcome = try CommandLineProgram.run(command, in: folder.path)
        #expect(outcome.status == status && outcome.output.isEmpty, "\(outcome)")
        #expect(outcome.errors.hasSuffix(ending + "\n"), "\(outcome.errors)")
    }

    @Test("a program that takes too long")
    func timeout() throws {
        let arguments =
            "soup greedy s/model_0 s/model_1 -o o --held-out x --timeout 0.2"
            .split(separator: " ").map(String.init) + ["--evaluator", "sh late.sh {checkpoint}"]
        let outcome = try CommandLineProgram.run(arguments, in: folder.path)
        #expect(outcome.status == 74, "\(outcome)")
        #expect(
            outcome.errors.hasSuffix("took longer than 0.2 seconds (--timeout)\n"),
            "\(outcome)"
        )
    }
}
