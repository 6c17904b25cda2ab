import Foundation
import TestSupport
import Testing

/// What bash offers after the beginning of a command, by the script that the program writes.
@Suite("Completion in bash")
struct CompletionTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["models/model.safetensors", "jobs.yaml", "notes.txt"] {
            try folder.write("", as: name)
        }
        let script = try CommandLineProgram.run("--generate-completion-script bash")
        try folder.write(script.output, as: "completion")
    }

    @Test(
        "methods, variants, types and files are offered",
        arguments: [
            ("stockpot me", ["merge", "methods"]),
            ("stockpot merge --method task", ["task_arithmetic"]),
            ("stockpot methods dare", ["dare_linear", "dare_ties"]),
            ("stockpot merge --variant gram", ["gram", "gram_scalar"]),
            ("stockpot merge --dtype b", ["base", "bf16"]),
            ("stockpot convert x --dialect o", ["openai"]),
            ("stockpot merge --base mo", ["models"]),
            ("stockpot merge --base models/", ["models/model.safetensors"]),
            ("stockpot batch ", ["jobs.yaml", "models"]),
            ("stockpot evaluate n", ["notes.txt"]),
            ("stockpot synthesize -o ", ["models"]),
        ]
    )
    func offers(line: String, offers: [String]) throws {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")
        let test = """
            source ./completion
            COMP_WORDS=(\(quoted)) COMP_CWORD=\(words.count - 1)
            COMP_LINE='\(line)' COMP_POINT=\(line.utf8.count)
            _stockpot stockpot "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        try folder.write(test, as: "test")
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["test"]
        process.currentDirectoryURL = URL(filePath: folder.path)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(lines.sorted() == offers.sorted(), "\(line)")
    }
}
