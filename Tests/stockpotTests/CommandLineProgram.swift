import Foundation

/// The program under test, as the build made it beside the tests.
enum CommandLineProgram {
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String

        /// The lines that begin with `error: `.
        var errorLines: [Substring] {
            errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
        }
    }

    static var url: URL {
        get throws {
            let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            return URL(fileURLWithPath: tests).deletingLastPathComponent()
                .appendingPathComponent("stockpot")
        }
    }

    /// Runs the program to its end.
    static func run(_ arguments: [String], in folder: String? = nil) throws -> Outcome {
        let process = Process()
        process.executableURL = try url
        process.arguments = arguments
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        let notes = String(
            decoding: errors.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: text, errors: notes)
    }

    /// Runs a command that is written as in a shell, without quotes.
    static func run(_ command: String, in folder: String? = nil) throws -> Outcome {
        try run(command.split(separator: " ").map(String.init), in: folder)
    }
}
