import MergeBenchmark
import TestSupport
import Testing

/// Each test is a process of its own: who measures adopts every orphan, and the orphans of other
/// tests would hold up whoever waits for any child.
@Suite("Child processes, measured from outside")
struct ChildProcessTests {
    @Test("the status is the program's")
    func status() async {
        await #expect(processExitsWith: .success) {
            for status in [0, 1, 77] {
                let outcome = try ChildProcess("sh", ["-c", "exit \(status)"]).run()
                #expect(outcome.status == status)
                #expect(outcome.usage.seconds > 0)
            }
        }
    }

    @Test("a signal is told from a status")
    func signal() async {
        await #expect(processExitsWith: .success) {
            let outcome = try ChildProcess("sh", ["-c", "kill -9 $$"]).run()
            #expect(outcome.status == 128 + 9)
        }
    }

    @Test("a program that is not there has status 127, and its message is kept")
    func missing() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let messages = folder.path("messages")
            let outcome = try ChildProcess("/nowhere/program", [], messages: messages).run()
            #expect(outcome.status == 127)
            let text = String(decoding: try folder.bytes(of: "messages"), as: UTF8.self)
            #expect(text.contains("/nowhere/program"))
        }
    }

    @Test("arguments and variables arrive as they are")
    func arguments() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            let outcome = try ChildProcess(
                "sh",
                ["-c", #"printf '%s|' "$STOCKPOT_TEST" "$@""#, "sh", "a b", "$c", "'", ""],
                environment: ["STOCKPOT_TEST": "x y"],
                output: folder.path("output")
            ).run()
            #expect(outcome.status == 0)
            let bytes = try folder.bytes(of: "output")
            #expect(bytes == Array("x y|a b|$c|'||".utf8))
        }
    }

    @Test("peak memory is the program's own, not that of who started it")
    func peakMemory() async {
        await #expect(processExitsWith: .success) {
            // This process holds more than both, so that neither could be measured behind it.
            let held = [UInt8](repeating: 1, count: 100_000_000)
            let small = try ChildProcess("true", []).run()
            #expect(small.usage.peakMemoryBytes < 10_000_000)
            #expect(small.usage.peakMemoryBytes > 100_000)
            let script = "head -c 50000000 /dev/zero | tail -c 50000000 > /dev/null"
            let large = try ChildProcess("sh", ["-c", script]).run()
            #expect(large.usage.peakMemoryBytes >= 50_000_000)
            #expect(large.usage.peakMemoryBytes < 100_000_000)
            #expect(held.last == 1)
        }
    }

    @Test("processor time is counted")
    func processorTime() async {
        await #expect(processExitsWith: .success) {
            let script = "i=0; while [ $i -lt 200000 ]; do i=$((i + 1)); done"
            let usage = try ChildProcess("sh", ["-c", script]).run().usage
            #expect(usage.userSeconds > 0 && usage.userSeconds <= usage.seconds * 1.5)
        }
    }
}
