import Foundation
import Tensors
import TestSupport
import Testing

/// The virtual environment that `Scripts/set-up --python` makes.
private enum PythonEnvironment {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let python = root.appendingPathComponent(".venv/bin/python")
    static let script = root.appendingPathComponent("Tests/stockpotTests/Python/check_merge.py")
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
        let process = Process()
        process.executableURL = PythonEnvironment.python
        process.arguments = [PythonEnvironment.script.path, family.base] + family.models + [merged]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(text == "\(CheckpointFamily.elementCount(rows: 600))\n")
    }
}
