import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

/// The virtual environment that `Scripts/set-up --python` makes.
private enum PythonEnvironment {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let python = root.appendingPathComponent(".venv/bin/python")
    static let scripts = root.appendingPathComponent("Tests/stockpotTests/Python")

    /// Runs a script; returns what it printed, or nil when it failed.
    static func run(_ script: String, _ arguments: [String]) throws -> String? {
        let process = Process()
        process.executableURL = python
        process.arguments = [scripts.appendingPathComponent(script).path] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        process.waitUntilExit()
        return process.terminationStatus == 0 ? text : nil
    }

    static var exists: Bool { FileManager.default.isExecutableFile(atPath: python.path) }
}

@Suite("Against Python's safetensors and numpy", .enabled(if: PythonEnvironment.exists))
struct PythonTests {
    @Test(
        "a merge is read, and every element recomputed",
        arguments: [FloatingPointType.f32, .f16, .f64]
    )
    func merge(type: FloatingPointType) throws {
        let folder = try TemporaryFolder()
        let family = try CheckpointFamily(in: folder, type: type, rows: 600)
        let merged = folder.path("merged.safetensors")
        let outcome = try CommandLineProgram.run(
            ["merge", "--base", family.base, "-o", merged] + family.models
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        let compared = try PythonEnvironment.run(
            "check_merge.py",
            [family.base] + family.models + [merged]
        )
        #expect(compared == "\(CheckpointFamily.elementCount(rows: 600))\n")
    }

    @Test("a merge as a PyTorch file is what torch.load reads", arguments: [nil, "trainer/ema"])
    func pyTorchFile(dictionary: String?) throws {
        let folder = try TemporaryFolder()
        let family = try CheckpointFamily(in: folder, type: .f32, rows: 600)
        let names = ["merged.pt", "merged.safetensors"].map(folder.path)
        for name in names {
            let outcome = try CommandLineProgram.run(
                ["merge", "--base", family.base, "-o", name, "--threads", "2"] + family.models
                    + (dictionary.map { ["--state-dict", $0] } ?? [])
            )
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        let found = try PythonEnvironment.run(
            "load_torch.py",
            [names[0], dictionary ?? ".", names[1]]
        )
        let count = try Checkpoint.open(names[1]).tensors.count
        #expect(found == "\(count)\n" || found == "no torch\n")
    }

    @Test("every element type, scalars, empty tensors and unaligned data, there and back")
    func everyType() throws {
        let folder = try TemporaryFolder()
        #expect(try PythonEnvironment.run("every_type.py", ["write", folder.path]) == "63\n")
        for (name, count) in [("numpy", 36), ("all", 63)] {
            let (input, output) = (
                folder.path(name + ".safetensors"), folder.path(name + ".merged.safetensors")
            )
            // Equal inputs are copied, whatever their types.
            let base = folder.path(name + ".base.safetensors")
            try FileManager.default.copyItem(atPath: input, toPath: base)
            let outcome = try CommandLineProgram.run(
                ["merge", "--base", base, "-o", output, input, input]
            )
            #expect(outcome.status == 0, "\(outcome.errors)")
            let compared = try PythonEnvironment.run("every_type.py", ["check", input, output])
            #expect(compared == "\(count)\n")
        }
    }
}
