import Foundation
import TestSupport
import Testing

@Suite("Signals", .serialized)
struct InterruptionTests {
    /// The moment varies, so that headers, tiles and the end are hit; a merge that was faster than
    /// the signal has left its whole output.
    @Test(
        "leave the whole output or nothing, and exit with 128 + signal",
        arguments: [SIGINT, SIGTERM],
        ["out.safetensors", "out"]
    )
    func interrupt(signal: Int32, output: String) throws {
        let merge = try MergeProcess()
        print("InterruptionTests: moments from seed \(RandomMoments.seed) (STOCKPOT_SEED)")
        var moments = RandomMoments()
        var interrupted = 0
        for _ in 0..<20 {
            let process = try merge.start(output, "--threads", "2")
            merge.signal(signal, to: process, after: moments.moment(within: merge.duration))
            let names = try merge.newNames()
            if process.terminationReason == .exit, process.terminationStatus == 0 {
                #expect(names == [output])
                try FileManager.default.removeItem(atPath: merge.folder.path(output))
                continue
            }
            let isUncaught = process.terminationReason == .uncaughtSignal
            #expect(process.terminationStatus == (isUncaught ? signal : 128 + signal))
            // Before the merge starts and after it has ended, the signal ends the program as it
            // ends any other.
            #expect(names.isEmpty || (isUncaught && names == [output]))
            if names == [output] {
                try FileManager.default.removeItem(atPath: merge.folder.path(output))
            }
            interrupted += isUncaught ? 0 : 1
        }
        #expect(interrupted > 0)
    }
}
