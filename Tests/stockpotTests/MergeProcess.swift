import Foundation
import TestSupport

/// A merge of three files by the program, long enough to be hit by a signal in its midst.
struct MergeProcess {
    let folder: TemporaryFolder
    let inputs: [String]
    /// How long the whole program takes, in seconds, roughly.
    let duration: Double

    // To make up the numbers takes longer than to merge them.
    private static let template = Result {
        let folder = try TemporaryFolder()
        _ = try CheckpointFamily(in: folder, rows: 3000)
        return folder
    }

    init() throws {
        folder = try TemporaryFolder()
        let template = try Self.template.get()
        inputs = try template.names()
        for name in inputs {
            try FileManager.default.copyItem(atPath: template.path(name), toPath: folder.path(name))
        }
        let start = ContinuousClock.now
        let merge = try Self.start("measured.safetensors", ["--threads", "2"], in: folder)
        merge.waitUntilExit()
        duration = (ContinuousClock.now - start) / .seconds(1)
        try FileManager.default.removeItem(atPath: folder.path("measured.safetensors"))
    }

    /// Starts a merge and returns while it runs.
    func start(_ output: String, _ options: String...) throws -> Process {
        try start(output, options)
    }

    /// Starts a merge and returns while it runs.
    func start(_ output: String, _ options: [String]) throws -> Process {
        try Self.start(output, options, in: folder)
    }

    private static func start(
        _ output: String,
        _ options: [String],
        in folder: TemporaryFolder
    ) throws -> Process {
        let process = Process()
        process.executableURL = try CommandLineProgram.url
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.arguments =
            ["merge", "--base", "base.safetensors", "-o", output]
            + ["model_0.safetensors", "model_1.safetensors", "--quiet"] + options
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Merges into a file, takes its bytes, and removes it.
    func result(_ output: String) throws -> Data {
        let process = try start(output)
        process.waitUntilExit()
        let url = URL(fileURLWithPath: folder.path(output))
        defer { try? FileManager.default.removeItem(at: url) }
        return try Data(contentsOf: url)
    }

    /// Sends a signal after some seconds, and waits for the end.
    func signal(_ number: Int32, to process: Process, after seconds: Double) {
        Thread.sleep(forTimeInterval: seconds)
        kill(process.processIdentifier, number)
        process.waitUntilExit()
    }

    /// The names in the folder that were not there before.
    func newNames() throws -> [String] {
        try folder.names().filter { !inputs.contains($0) }
    }

    /// The content of all inputs, in order.
    func inputContents() throws -> [Data] {
        try inputs.map { try Data(contentsOf: URL(fileURLWithPath: folder.path($0))) }
    }
}

/// Moments that are the same for the same seed, which `STOCKPOT_SEED` replaces.
struct RandomMoments: RandomNumberGenerator {
    static let seed =
        ProcessInfo.processInfo.environment["STOCKPOT_SEED"].flatMap { UInt64($0) } ?? 2026

    private var state = Self.seed

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Some seconds, within or a little behind a merge that takes `duration`.
    mutating func moment(within duration: Double) -> Double {
        .random(in: 0...1.1 * duration, using: &self)
    }
}
