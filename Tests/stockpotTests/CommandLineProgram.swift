import Foundation

/// The program under test.
enum CommandLineProgram {
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String

        /// The lines that are errors, for people or as JSON.
        var errorLines: [Substring] {
            errors.split(separator: "\n").filter {
                $0.hasPrefix("error: ") || $0.hasPrefix("{\"error\": ")
            }
        }
    }

    /// The program that users get, or the unoptimised one that was built with the tests.
    ///
    /// The first takes a quarter of the time of the second. It is used where `make build` made it of
    /// these sources, as the checks of a clean clone do.
    static var url: URL { get throws { try optimisedURL ?? besideTests } }

    /// The optimised program, where no source is newer.
    static let optimisedURL: URL? = {
        let program = try? besideTests.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("release/stockpot")
        let sources = URL(fileURLWithPath: #filePath)
            .appendingPathComponent("../../../Sources").standardized
        guard let program, let built = date(of: program),
            let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: [])
        else { return nil }
        for case let file as URL in files where date(of: file).map({ $0 > built }) ?? true {
            return nil
        }
        return program
    }()

    private static var besideTests: URL {
        get throws {
            let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            return URL(fileURLWithPath: tests).deletingLastPathComponent()
                .appendingPathComponent("stockpot")
        }
    }

    private static func date(of file: URL) -> Date? {
        try? file.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
    }

    /// Runs the program to its end.
    static func run(
        _ arguments: [String],
        in folder: String? = nil,
        columns: Int? = nil
    ) throws -> Outcome {
        try run(url, arguments, in: folder, columns: columns)
    }

    /// Runs a script of the shell, in which `$0` is the program.
    static func shell(_ script: String, in folder: String) throws -> Outcome {
        try run(URL(filePath: "/bin/sh"), ["-c", script, url.path], in: folder)
    }

    private static func run(
        _ program: URL,
        _ arguments: [String],
        in folder: String?,
        columns: Int? = nil
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        if let columns {
            var variables = ProcessInfo.processInfo.environment
            variables["COLUMNS"] = "\(columns)"
            process.environment = variables
        }
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let texts = [output, errors].map {
            String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        }
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: texts[0], errors: texts[1])
    }

    /// Runs a command that is written as in a shell, without quotes.
    static func run(
        _ command: String,
        in folder: String? = nil,
        columns: Int? = nil
    ) throws -> Outcome {
        try run(command.split(separator: " ").map(String.init), in: folder, columns: columns)
    }
}
