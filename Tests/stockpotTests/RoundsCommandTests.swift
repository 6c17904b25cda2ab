import Foundation
import TestSupport
import Testing

@Suite("The command rounds", .serialized)
struct RoundsCommandTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture() }

    /// Leaves both models as the copies of some rounds.
    private func leave(rounds: Int) throws {
        for round in 0..<rounds {
            for copy in 0..<2 {
                let bytes = try fixture.folder.bytes(
                    of: "model_\((copy + round) % 2)/model.safetensors"
                )
                try fixture.folder.write(bytes, as: name(round, "copy-\(copy).safetensors"))
            }
        }
    }

    private func name(_ round: Int, _ file: String) -> String { "r/round-0000\(round)/\(file)" }

    @Test("merges as merge does, and prints a line for each round")
    func merges() throws {
        try leave(rounds: 2)
        let command = "rounds --base pretrained --copies 2 -o r --rounds 2"
        let outcome = try fixture.run(command + " --method ties --set weight=0.5 --json")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n")
        try #require(lines.count == 2)
        #expect(
            lines[1].contains("\"round\":1") && lines[1].hasPrefix("{") && lines[1].hasSuffix("}")
        )
        #expect(outcome.errors.contains("r/round-00000: waits for 2 copies"))
        let merge =
            "merge --base pretrained --method ties --set weight=0.5 -q -o whole.safetensors"
        #expect(try fixture.run(merge + " model_0 model_1").status == 0)
        #expect(
            try fixture.tensors(name(0, "merged.safetensors"))
                == fixture.tensors("whole.safetensors")
        )
        // Once more, there is nothing to do.
        let again = try fixture.run(command)
        #expect(again.status == 0)
        #expect(again.output.isEmpty)
    }

    @Test("ends with 66 and one line where a copy is missing, which FAILED holds too")
    func timeout() throws {
        try leave(rounds: 1)
        try FileManager.default.removeItem(
            atPath: fixture.folder.path(name(0, "copy-0.safetensors"))
        )
        let outcome = try fixture.run("rounds --base pretrained --copies 2 -o r --timeout 0.2 -q")
        #expect(outcome.status == 66)
        let line = "r/round-00000: copy-0.safetensors did not come within 0.2 s of the first copy"
        #expect(outcome.errors.hasPrefix("error: " + line))
        let failed = try fixture.folder.bytes(of: name(0, "FAILED"))
        #expect("error: " + String(decoding: failed, as: UTF8.self) == outcome.errors)
    }

    @Test(
        "refuses what makes no sense",
        arguments: [
            ("--copies 1", "--copies: 2 to 4096"),
            ("--copies 2 --timeout=-1", "--timeout: 0 seconds"),
            ("--copies 2 --rounds 0", "--rounds: at least 1"),
        ]
    )
    func refusals(options: String, message: String) throws {
        let outcome = try fixture.run("rounds --base pretrained -o r " + options)
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains(message))
    }

    @Test("goes on where it was killed: done rounds never change, and the result is the same")
    func killed() throws {
        let count = 3
        try leave(rounds: count)
        let arguments = [
            "rounds", "--base", "pretrained", "--copies", "2", "--rounds", "\(count)", "-q",
        ]
        let start = ContinuousClock.now
        let whole = try CommandLineProgram.run(arguments + ["-o", "r"], in: fixture.folder.path)
        let duration = (ContinuousClock.now - start) / .seconds(1)
        #expect(whole.status == 0)
        let expected = try (0..<count).map { try fixture.tensors(name($0, "merged.safetensors")) }
        print("RoundsCommandTests: moments from seed \(RandomMoments.seed) (STOCKPOT_SEED)")
        var (moments, killed) = (RandomMoments(), 0)
        for _ in 0..<10 {
            try FileManager.default.removeItem(atPath: fixture.folder.path("r"))
            try leave(rounds: count)
            var done: [Int: Date] = [:]
            for _ in 0..<5 {
                let process = Process()
                process.executableURL = try CommandLineProgram.url
                process.currentDirectoryURL = URL(filePath: fixture.folder.path)
                process.arguments = arguments + ["-o", "r"]
                try process.run()
                Thread.sleep(forTimeInterval: moments.moment(within: duration))
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                killed += process.terminationReason == .uncaughtSignal ? 1 : 0
                try check(&done, expected)
            }
            #expect(
                try CommandLineProgram.run(arguments + ["-o", "r"], in: fixture.folder.path).status
                    == 0
            )
            try check(&done, expected)
            #expect(done.count == count)
        }
        #expect(killed > 5)
    }

    /// What is done is the whole merge, and is never written again.
    private func check(_ done: inout [Int: Date], _ expected: [[UInt8]]) throws {
        for round in expected.indices {
            guard try fixture.folder.names(in: name(round, "")).contains("DONE") else { continue }
            let merged = name(round, "merged.safetensors")
            #expect(try fixture.tensors(merged) == expected[round])
            let attributes = try FileManager.default.attributesOfItem(
                atPath: fixture.folder.path(merged)
            )
            let date = attributes[.modificationDate] as? Date
            #expect(done[round] == nil || done[round] == date)
            done[round] = date
        }
    }
}
