import Checkpoints
import Foundation
import MergeEngine
import Merging
import TestSupport
import Testing
import Workers

@testable import MergeBatch

@Suite struct BatchRunnerTests {
    let fixture: BatchFixture

    init() throws { fixture = try BatchFixture() }

    @Test(arguments: [1, 2, 3])
    func outputsAreThoseOfSingleMerges(concurrent: Int) throws {
        let jobs = fixture.pairs
        let result = try fixture.run(jobs) { $0.concurrentJobs = concurrent }
        #expect(result.summary.counts == [3, 0, 0])
        for job in jobs {
            let alone = fixture.folder.path("alone-\(job.name).safetensors")
            let plan = try MergePlan(job.request, options: ExecutionOptions(threads: 1))
            _ = try plan.merge(into: alone)
            let single = try Data(contentsOf: URL(fileURLWithPath: alone))
            #expect(try fixture.bytes(of: job) == single)
        }
    }

    @Test func jobsWithInputsInCommonAreOneBundle() {
        let bundles = JobBundle.bundles(of: fixture.pairs + [fixture.job("other", of: [0, 1])])
        #expect(bundles.map(\.positions) == [0..<4])
        let many = (0..<40).map { fixture.job("\($0)", of: [0, 1]) }
        #expect(JobBundle.bundles(of: many).map(\.positions) == [0..<16, 16..<32, 32..<40])
    }

    @Test func aCompleteJobLeavesItsBundle() throws {
        try fixture.run([fixture.pairs[1]])
        let again = try fixture.run(fixture.pairs)
        #expect(again.summary.counts == [2, 1, 0])
    }

    @Test func completeJobsAreSkipped() throws {
        try fixture.run(Array(fixture.pairs.prefix(2)))
        let again = try fixture.run(fixture.pairs)
        #expect(again.summary.counts == [1, 2, 0])
        #expect(again.events == ["01 skipped", "02 skipped", "12 finished", "12 started"])
    }

    @Test func aChangedInputIsMergedAgain() throws {
        try fixture.run(fixture.pairs)
        let moment = Date(timeIntervalSince1970: 1_000_000)
        try FileManager.default.setAttributes(
            [.modificationDate: moment],
            ofItemAtPath: fixture.family.models[2]
        )
        let again = try fixture.run(fixture.pairs)
        #expect(again.summary.counts == [2, 1, 0])
    }

    @Test func checksumsSeeThroughADateThatAloneChanged() throws {
        try fixture.run(fixture.pairs) { $0.comparesChecksums = true }
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000_000)],
            ofItemAtPath: fixture.family.models[2]
        )
        let again = try fixture.run(fixture.pairs) { $0.comparesChecksums = true }
        #expect(again.summary.counts == [0, 3, 0])
    }

    @Test func anotherRecipeIsMergedAgain() throws {
        try fixture.run([fixture.job("a", of: [0, 1])])
        let again = try fixture.run([fixture.job("a", of: [0, 1], seed: 1)])
        #expect(again.summary.finished == 1)
    }

    @Test func aMissingOutputIsMadeAgain() throws {
        try fixture.run(fixture.pairs)
        try FileManager.default.removeItem(atPath: fixture.pairs[1].output)
        #expect(try fixture.run(fixture.pairs).summary.finished == 1)
    }

    @Test func anOutputOfOthersIsNotReplaced() throws {
        let job = fixture.job("a", of: [0, 1])
        try FileManager.default.copyItem(atPath: fixture.family.base, toPath: job.output)
        let before = try fixture.bytes(of: job)
        let other = fixture.job("b", of: [0, 2])
        #expect(throws: BatchError.self) { try fixture.run([job, other]) }
        #expect(try fixture.bytes(of: job) == before)
        #expect(!FileManager.default.fileExists(atPath: other.output))
        #expect(!FileManager.default.fileExists(atPath: fixture.journal))
        let forced = try fixture.run([job, other]) { $0.output.replaces = true }
        #expect(forced.summary.finished == 2)
    }

    @Test func anOutputChangedByOthersIsNotReplaced() throws {
        let job = fixture.job("a", of: [0, 1])
        try fixture.run([job])
        try FileManager.default.removeItem(atPath: job.output)
        try FileManager.default.copyItem(atPath: fixture.family.base, toPath: job.output)
        // A batch that ran before does the rest, and says at its end what it did not do.
        let other = fixture.job("b", of: [0, 2])
        let again = try fixture.run([job, other])
        #expect(again.summary.counts == [1, 0, 1])
        #expect(again.summary.failures.first?.error.contains("was not left so") == true)
        #expect(try fixture.run([job]) { $0.output.replaces = true }.summary.finished == 1)
    }

    @Test func aFileThatIsNoCheckpointIsNotReplaced() throws {
        let job = fixture.job("a", of: [0, 1])
        try fixture.run([job])
        for content in [Data("notes of somebody".utf8), Data(repeating: 7, count: 1 << 20)] {
            try content.write(to: URL(fileURLWithPath: job.output))
            #expect(try fixture.run([job]).summary.counts == [0, 0, 1])
            #expect(try fixture.bytes(of: job) == content)
        }
    }

    @Test func anEmptiedOutputIsMadeAgain() throws {
        let job = fixture.job("a", of: [0, 1])
        try fixture.run([job])
        try Data().write(to: URL(fileURLWithPath: job.output))
        #expect(try fixture.run([job]).summary.finished == 1)
    }

    @Test func aTruncatedOutputIsMadeAgain() throws {
        let job = fixture.job("a", of: [0, 1])
        try fixture.run([job])
        let whole = try fixture.bytes(of: job)
        try whole.prefix(1000).write(to: URL(fileURLWithPath: job.output))
        #expect(try fixture.run([job]).summary.finished == 1)
        #expect(try fixture.bytes(of: job) == whole)
    }

    @Test func foldersOfOutputsAreMade() throws {
        let job = fixture.job("new/and/newer/b", of: [0, 2])
        #expect(try fixture.run([job]).summary.counts == [1, 0, 0])
        #expect(try fixture.names(in: "new/and/newer") == ["b.safetensors"])
    }

    @Test func anOutputBelowAFileIsReportedBeforeAnyJobStarts() throws {
        let good = fixture.job("a", of: [0, 1])
        try fixture.folder.write("notes", as: "notes")
        let bad = fixture.job("notes/b", of: [0, 2])
        let error = #expect(throws: BatchError.self) { try fixture.run([good, bad]) }
        #expect(error?.description.contains("notes is not a folder") == true, "\(error as Any)")
        #expect(!FileManager.default.fileExists(atPath: good.output))
    }

    @Test func aFirstRunThatIsToGoOnDoesWhatIsFree() throws {
        let job = fixture.job("a", of: [0, 1])
        try fixture.folder.write("notes", as: "a.safetensors")
        let result = try fixture.run([job] + fixture.pairs) { $0.keepsGoing = true }
        #expect(result.summary.counts == [3, 0, 1])
        #expect(try fixture.bytes(of: job) == Data("notes".utf8))
    }

    /// A run that was killed between putting the output in place and saying so.
    @Test func aJobThatWasCutShortIsDoneAgain() throws {
        let job = fixture.job("a", of: [0, 1])
        try fixture.run([job])
        var lines = try String(contentsOfFile: fixture.journal, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        #expect(lines.count == 2)
        let half = String(lines.removeLast().prefix(40))
        try (lines[0] + "\n" + half).write(
            toFile: fixture.journal,
            atomically: true,
            encoding: .utf8
        )
        #expect(try fixture.run([job]).summary.finished == 1)
        #expect(try fixture.run([job]).summary.skipped == 1)
    }

    /// A run with --force that was killed, after which somebody else's file stands there.
    @Test func aForeignOutputOfAnUnfinishedJobIsNotReplaced() throws {
        let job = fixture.job("a", of: [0, 1])
        try fixture.run([job])
        let lines = try String(contentsOfFile: fixture.journal, encoding: .utf8)
            .split(separator: "\n").map(String.init)
        try (lines[0] + "\n").write(toFile: fixture.journal, atomically: true, encoding: .utf8)
        for content in [try Data(contentsOf: URL(fileURLWithPath: fixture.family.base)), Data([1])]
        {
            try content.write(to: URL(fileURLWithPath: job.output))
            #expect(try fixture.run([job]).summary.counts == [0, 0, 1])
            #expect(try fixture.bytes(of: job) == content)
        }
        try FileManager.default.removeItem(atPath: job.output)
        #expect(try fixture.run([job]).summary.finished == 1)
    }

    @Test func aFailedJobDoesNotStopTheOthers() throws {
        let job = fixture.job("bad", of: [0, 1])
        let plan = try BatchPlan([job] + fixture.pairs, options: fixture.options())
        let runner = try BatchRunner(plan, journal: fixture.journal, events: fixture.events)
        try FileManager.default.createDirectory(
            atPath: job.output,
            withIntermediateDirectories: false
        )
        try Data([0]).write(to: URL(fileURLWithPath: job.output + "/other"))
        let summary = try runner.run()
        #expect(summary.counts == [3, 0, 1])
        #expect(summary.failures.map(\.job) == ["bad"])
        #expect(summary.failures.first?.error.contains("is there already") == true)
        let events = try String(contentsOfFile: fixture.events, encoding: .utf8)
        #expect(events.contains(#""event": "failed""#))
        #expect(events.split(separator: "\n").count == 8)
        #expect(events.split(separator: "\n").last?.contains(#""event": "ended""#) == true)
    }

    @Test func aCancelledBatchSaysSo() throws {
        let cancellation = Cancellation()
        cancellation.cancel()
        let runner = try BatchRunner(
            try BatchPlan(fixture.pairs, options: fixture.options()),
            journal: fixture.journal,
            events: nil,
            cancellation: cancellation
        )
        #expect(throws: WorkError.cancelled) { try runner.run() }
        #expect(!FileManager.default.fileExists(atPath: fixture.pairs[0].output))
    }

    @Test func twoRunsDoNotShareAJournal() throws {
        let plan = try BatchPlan(fixture.pairs, options: fixture.options())
        let first = try BatchRunner(plan, journal: fixture.journal, events: nil)
        #expect(throws: BatchError.self) {
            try BatchRunner(plan, journal: fixture.journal, events: nil)
        }
        _ = try first.run()
    }

    @Test func outputsThatAnotherRunMakesAreRefused() throws {
        let options = fixture.options()
        let first = try BatchRunner(
            try BatchPlan(fixture.pairs, options: options),
            journal: fixture.journal,
            events: nil
        )
        let plan = try BatchPlan(
            [fixture.pairs[1], fixture.job("x", of: [0, 1])],
            options: options
        )
        let other = fixture.folder.path("other.journal")
        let error = #expect(throws: BatchError.self) {
            try BatchRunner(plan, journal: other, events: nil)
        }
        guard case .claimed(let outputs, let by) = error else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(outputs == [fixture.pairs[1].output])
        #expect(by.contains(first.name) && by.contains("jobs.yaml.journal"))
        // The refused run has not disturbed the first, and other outputs beside it are free.
        let free = try BatchPlan([fixture.job("x", of: [0, 1])], options: options)
        #expect(try BatchRunner(free, journal: other, events: nil).run().counts == [1, 0, 0])
        #expect(try first.run().counts == [3, 0, 0])
    }

    @Test func whoMakesAnOutputIsToldBeforeWhatIsThere() throws {
        let plan = try BatchPlan(fixture.pairs, options: fixture.options())
        let first = try BatchRunner(plan, journal: fixture.journal, events: nil)
        // As if the first run had come so far.
        try fixture.folder.write("whole", as: "01.safetensors")
        let error = #expect(throws: BatchError.self) {
            try BatchRunner(plan, journal: fixture.folder.path("other.journal"), events: nil)
        }
        #expect(error?.description.contains("being made by run \(first.name)") == true)
    }

    @Test func aLongListOfProblemsIsCut() throws {
        let jobs = (0..<23).map { fixture.job("j\($0)", of: [0, 1]) }
        for job in jobs { try Data([1]).write(to: URL(fileURLWithPath: job.output)) }
        let error = #expect(throws: BatchError.self) { try fixture.run(jobs) }
        let lines = error?.description.split(separator: "\n") ?? []
        #expect(lines.count == 22 && lines.last == "  and 3 more")
        #expect(lines.first?.hasPrefix("23 of the batch's jobs") == true)
    }

    @Test func claimsGoWithTheirRun() throws {
        // What a run that was killed left behind is not locked.
        let remains = ".stockpot-batch-0000dead"
        let claim = #"{"journal":"j","outputs":["01.safetensors"],"process":1,"run":"0000dead"}"#
        try fixture.folder.write(claim + "\n", as: remains)
        #expect(try fixture.run(fixture.pairs).summary.counts == [3, 0, 0])
        #expect(try fixture.names(in: ".").allSatisfy { !$0.hasPrefix(".stockpot-batch") })
    }

    @Test func outputsThatDoNotFitAreToldBeforeAnyJobStarts() throws {
        var plan = try BatchPlan(fixture.pairs, options: fixture.options())
        let outlines = try plan.outlines(journal: fixture.journal)
        let space = try #require(plan.diskSpaces(outlines).first)
        #expect(space.bytesNeeded == outlines.reduce(0) { $0 + $1.bytesToWrite })
        #expect(space.isEnough)
        _ = try fixture.run(fixture.pairs)
        let done = try plan.outlines(journal: fixture.journal)
        #expect(plan.diskSpaces(done).isEmpty)
        // Outputs that are replaced need the room of the largest: it is there until the new one is.
        plan = try BatchPlan(fixture.pairs, options: fixture.options())
        let replaced = try #require(plan.diskSpaces(outlines).first)
        #expect(replaced.bytesNeeded == outlines[0].bytesToWrite)
        let full = DiskSpace(folder: "/out", bytesNeeded: 3, bytesFree: 2)
        #expect(!full.isEnough)
        #expect(
            "\(BatchError.fullDisk([full]))"
                == "the outputs do not fit, so no job was started: on the disk of /out they need 3 bytes more, and 2 are free"
        )
    }

    @Test func readsOfSeveralJobsAreDividedAmongThem() throws {
        #expect(BatchRunner.divided(100, by: [1, 1, 2]) == [25, 25, 50])
        #expect(BatchRunner.divided(10, by: [1, 1, 1]).reduce(0, +) == 10)
        #expect(BatchRunner.divided(10, by: [0, 3, 0]) == [0, 10, 0])
        #expect(BatchRunner.divided(0, by: [0]) == [0])
        let summary = try fixture.run(fixture.pairs).summary
        let lines = try String(contentsOfFile: fixture.events, encoding: .utf8)
            .split(separator: "\n")
        let read = try lines.filter { $0.contains(#""event": "finished""#) }.map {
            try #require($0.firstMatch(of: /"bytes_read": (\d+)/).flatMap { Int($0.1) })
        }
        #expect(read.count == 3 && read.allSatisfy { $0 > 0 })
        #expect(read.reduce(0, +) == summary.bytesRead)
    }

    @Test func aForeignJournalIsRefused() throws {
        try "hello\n".write(toFile: fixture.journal, atomically: true, encoding: .utf8)
        #expect(throws: BatchError.self) { try fixture.run(fixture.pairs) }
    }
}
