import Checkpoints
import Foundation
import MergeEngine
import Soups
import TestSupport
import Testing
import Workers

@Suite("Programs that print accuracies")
struct ProgramEvaluatorTests {
    private let folder: TemporaryFolder
    private let family: CheckpointFamily
    private let dataSets = [DataSetFolder(name: "x", path: "images")]

    init() throws {
        folder = try TemporaryFolder()
        family = try CheckpointFamily(in: folder)
    }

    /// Writes a program of the shell, and returns the command that runs it.
    private func program(_ text: String) throws -> String {
        try folder.write(text, as: "program.sh")
        return "sh \(folder.path("program.sh")) {checkpoint} {data}"
    }

    private func accuracy(
        _ command: String,
        of candidate: Candidate? = nil,
        timeout: Duration = .seconds(60)
    ) throws -> [Double] {
        let evaluator = try ProgramEvaluator(
            command,
            timeout: timeout,
            options: ExecutionOptions(threads: 1)
        )
        return try evaluator.accuracies(
            of: candidate ?? .checkpoint(.plain("a {data} b")),
            on: dataSets,
            cancellation: Cancellation()
        )
    }

    @Test("get both paths as they are, whatever stands in them")
    func arguments() throws {
        let command = try program(
            #"[ "$1" = "a {data} b" ] && [ "$2" = images ] && [ $# = 2 ] && echo " 0.625 ""#
        )
        #expect(try accuracy(command) == [0.625])
    }

    @Test("get soups as files that are the merge's own bytes, and that are removed")
    func soups() throws {
        let copy = folder.path("copy.safetensors")
        try folder.write("{}", as: "config.json")
        let command = try program(
            "cp \"$1\" \(copy); [ -f \"$(dirname \"$1\")/config.json\" ] || exit 1; echo \"$1\" > \(folder.path("path")); echo 1"
        )
        #expect(
            try accuracy(command, of: .soup(of: family.models, reading: ReadingOptions())) == [1]
        )
        let plan = try MergePlan(
            Candidate.soupRequest(family.models, reading: ReadingOptions()),
            options: ExecutionOptions(threads: 1)
        )
        _ = try plan.merge(into: folder.path("merged.safetensors"))
        #expect(
            try folder.bytes(of: "copy.safetensors") == folder.bytes(of: "merged.safetensors")
        )
        let path = String(decoding: try folder.bytes(of: "path").dropLast(), as: UTF8.self)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("get soups of folders as folders, with the first one's configuration")
    func folders() throws {
        let models = try ["a", "b"].enumerated().map { index, name in
            let bytes = try folder.bytes(of: "model_\(index).safetensors")
            try folder.write(bytes, as: name + "/model.safetensors")
            try folder.write("{\"\(name)\": 1}", as: name + "/config.json")
            return folder.path(name)
        }
        let command = try program("cp -r \"$1\" \(folder.path("copy")); echo 1")
        #expect(try accuracy(command, of: .soup(of: models, reading: ReadingOptions())) == [1])
        #expect(
            try folder.names(in: "copy") == ["README.md", "config.json", "model.safetensors"]
        )
        #expect(try folder.bytes(of: "copy/config.json") == Array("{\"a\": 1}".utf8))
    }

    @Test("that fail are named with their status and last words")
    func failures() throws {
        let failing = try program("echo 0.5; echo first >&2; echo no such class >&2; exit 3")
        #expect(try message(failing) == "'\(failing)' ended with status 3: first | no such class")
        let killed = try program("kill -9 $$")
        #expect(try message(killed) == "'\(killed)' was ended by signal 9")
        for text in ["", "80.4", "a\\n0.5", "0.5 0.6", "-0.1", "nan"] {
            let shown = text.replacingOccurrences(of: "\\n", with: " ")
            let command = try program("printf %b '\(text)'")
            #expect(
                try message(command)
                    == "'\(command)' must print one number from 0 to 1, and printed '\(shown)'"
            )
        }
        #expect(
            try message("/no/such/program {checkpoint}")
                == "'/no/such/program' cannot be started: No such file or directory"
        )
    }

    @Test("that take too long are ended, with what they started")
    func timeouts() throws {
        let command = try program("sleep 1000 & echo \"$!\" > \(folder.path("child")); wait")
        #expect(
            try message(command, timeout: .milliseconds(500))
                == "'\(command)' took longer than 0.5 seconds"
        )
        let text = String(decoding: try folder.bytes(of: "child").dropLast(), as: UTF8.self)
        let child = try #require(pid_t(text))
        // The child is gone as soon as its new parent has noticed.
        for _ in 0..<1000 where isRunning(child) { usleep(10_000) }
        #expect(!isRunning(child))
    }

    @Test("that close their outputs and go on are ended too")
    func silence() throws {
        let command = try program("exec >&- 2>&-; exec sleep 1000")
        #expect(
            try message(command, timeout: .milliseconds(300)).contains(
                "took longer than 0.3 seconds"
            )
        )
    }

    @Test("are done when they end, whatever they leave running")
    func leftovers() throws {
        let command = try program("sleep 1000 & echo \"$!\" > \(folder.path("child")); echo 0.5")
        #expect(try accuracy(command) == [0.5])
        let text = String(decoding: try folder.bytes(of: "child").dropLast(), as: UTF8.self)
        let child = try #require(pid_t(text))
        for _ in 0..<1000 where isRunning(child) { usleep(10_000) }
        #expect(!isRunning(child))
    }

    @Test("may print much before they fail")
    func longMessages() throws {
        let command = try program(
            "yes | head -c 1000000; yes | head -c 1000000 >&2; echo last >&2; exit 1"
        )
        #expect(try message(command) == "'\(command)' ended with status 1: y | y | last")
    }

    @Test("must be told where the checkpoint is")
    func commands() {
        for command in ["", "{checkpoint}", "score --data {data}"] {
            #expect(throws: SoupError.self) { try accuracy(command) }
        }
    }

    private func message(_ command: String, timeout: Duration = .seconds(60)) throws -> String {
        let error = #expect(throws: SoupError.self) { try accuracy(command, timeout: timeout) }
        return error?.description ?? ""
    }

    private func isRunning(_ process: pid_t) -> Bool {
        let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        return status.map { !$0.contains(") Z ") } ?? false
    }
}
