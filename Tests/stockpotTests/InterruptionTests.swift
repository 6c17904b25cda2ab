import Foundation
import TestSupport
import Testing

@Suite("Signals", .serialized)
struct InterruptionTests {
    /// The moment varies, so that headers, tiles and the end are hit; a merge that was faster than
    /// the signal has left its whole output.
    @Test(
        "leave the whole output or nothing, and exit with 128 + signal",
        arguments: [SIGINT, SIGTERM]
    )
    func interrupt(signal: Int32) throws {
        let folder = try TemporaryFolder()
        let family = try CheckpointFamily(in: folder, rows: 3000)
        let inputs = try folder.names()
        var interrupted = 0
        for milliseconds in stride(from: 10, through: 150, by: 30) {
            let process = Process()
            process.executableURL = try CommandLineProgram.url
            process.arguments = [
                "merge", "--base", family.base, "-o", folder.path("out.safetensors"),
            ]
            process.arguments?.append(contentsOf: family.models + ["--threads", "1", "--quiet"])
            process.standardError = FileHandle.nullDevice
            try process.run()
            Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            let names = try folder.names()
            if process.terminationReason == .exit, process.terminationStatus == 0 {
                #expect(names == (inputs + ["out.safetensors"]).sorted())
                try FileManager.default.removeItem(atPath: folder.path("out.safetensors"))
                continue
            }
            // Before the merge starts, the signal ends the program as it ends any other.
            let isUncaught = process.terminationReason == .uncaughtSignal
            #expect(process.terminationStatus == (isUncaught ? signal : 128 + signal))
            #expect(names == inputs)
            interrupted += isUncaught ? 0 : 1
        }
        #expect(interrupted > 0)
    }
}
