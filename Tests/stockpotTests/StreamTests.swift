import Foundation
import Tensors
import TestSupport
import Testing

@Suite("Pipes, shared memory, and open files by their numbers", .serialized)
struct StreamTests {
    private let fixture: CommandFixture
    private let merge = "merge --base pretrained -q"

    init() throws {
        fixture = try CommandFixture()
        #expect(try fixture.run(merge + " -o whole.safetensors model_0 model_1").status == 0)
    }

    /// Runs a script in which `$0` is the program, and expects success.
    private func shell(_ script: String) throws -> CommandLineProgram.Outcome {
        let outcome = try CommandLineProgram.shell(script, in: fixture.folder.path)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome
    }

    @Test(
        "a merge is written to a pipe and to an open file, byte for byte",
        arguments: [
            "\"$0\" MERGE -o /dev/stdout model_0 model_1 | cat > out.bin",
            "\"$0\" MERGE -o /proc/self/fd/3 model_0 model_1 3> out.bin",
            "\"$0\" MERGE -o /dev/fd/3 model_0 model_1 3> out.bin",
            "mkfifo p && { cat p > out.bin & } && \"$0\" MERGE -o p model_0 model_1 && wait",
        ]
    )
    func output(script: String) throws {
        let outcome = try shell(script.replacing("MERGE", with: merge))
        #expect(outcome.output.isEmpty)
        #expect(
            try fixture.folder.bytes(of: "out.bin") == fixture.folder.bytes(of: "whole.safetensors")
        )
    }

    @Test("what is told of a merge into standard output does not go there")
    func told() throws {
        let script = "\"$0\" merge --base pretrained -o /dev/stdout model_0 model_1 | cat > out.bin"
        let outcome = try shell(script)
        #expect(
            try fixture.folder.bytes(of: "out.bin") == fixture.folder.bytes(of: "whole.safetensors")
        )
        #expect(outcome.errors.contains("/dev/stdout: ") && outcome.errors.contains(" written"))
        let refused = try fixture.run(
            "merge --base pretrained -o /dev/stdout --json model_0 model_1"
        )
        #expect(refused.status == 64)
        #expect(
            refused.errors.contains(
                "--json: the output is a stream; write the report with --report"
            )
        )
    }

    @Test("a reader gets nothing of a merge that fails, and nothing stays in TMPDIR")
    func failure() throws {
        try fixture.folder.write([], as: "temporary/none")
        for (name, value) in [("base", Float(0)), ("good", 1), ("bad", .nan)] {
            let bytes = SafetensorsFixture.bytes([1, value, 3, 4])
            try SafetensorsFixture.write(
                tensors: [("w", .f32, [4], bytes)],
                to: fixture.folder.path(name + ".safetensors")
            )
        }
        let script = """
            TMPDIR=temporary "$0" merge --base base.safetensors -o /dev/stdout -q good.safetensors \
            bad.safetensors > out.bin; echo $? > status
            """
        let outcome = try shell(script)
        #expect(outcome.errorLines.count == 1)
        #expect(try fixture.folder.bytes(of: "status") == Array("65\n".utf8))
        #expect(try fixture.folder.bytes(of: "out.bin").isEmpty)
        #expect(try fixture.folder.names(in: "temporary") == ["none"])
    }

    @Test("inputs are open files by their numbers, and files in shared memory")
    func inputs() throws {
        _ = try shell(
            "\"$0\" \(merge) -o out.safetensors /proc/self/fd/3 model_1 3< model_0/model.safetensors"
        )
        #expect(try fixture.tensors("out.safetensors") == fixture.tensors("whole.safetensors"))
        let memory = "/dev/shm/stockpot-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: memory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: memory) }
        _ = try shell(
            """
            cp model_0/model.safetensors \(memory)/a.safetensors && \
            "$0" \(merge) -o \(memory)/out.safetensors \(memory)/a.safetensors model_1 && \
            cp \(memory)/out.safetensors shared.safetensors
            """
        )
        #expect(try fixture.tensors("shared.safetensors") == fixture.tensors("whole.safetensors"))
    }

    @Test("an input that is a pipe is refused, by merge and by evaluate")
    func inputPipe() throws {
        #expect(try fixture.run("draw -o x.safetensors --set clean --count 20 -q").status == 0)
        let commands = [
            merge + " -o out.safetensors /proc/self/fd/0 model_1",
            "evaluate /proc/self/fd/0 --data x=x.safetensors",
        ]
        for command in commands {
            let script = "printf abc | \"$0\" \(command); echo $? > status"
            let outcome = try shell(script)
            #expect(
                outcome.errors == "error: /proc/self/fd/0: is a named pipe; give a regular file\n"
            )
            #expect(try fixture.folder.bytes(of: "status") == Array("65\n".utf8))
        }
    }

    @Test("results of evaluate are appended to a pipe")
    func evaluate() throws {
        try ExampleModels.link(["base"], into: fixture.folder)
        #expect(try fixture.run("draw -o x.safetensors --set clean --count 20 -q").status == 0)
        let outcome = try shell(
            "\"$0\" evaluate base --data x=x.safetensors -q --jsonl /proc/self/fd/3 3>&1 >rest | cat"
        )
        #expect(outcome.output.hasPrefix("{") && outcome.output.contains("\"x\""))
        #expect(outcome.output.filter { $0 == "\n" }.count == 1)
    }
}
