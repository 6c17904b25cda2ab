import MergeEngine
import Merging
import TestSupport
import Testing

@testable import MergeBatch

@Suite struct BatchPlanTests {
    let fixture: BatchFixture

    init() throws { fixture = try BatchFixture() }

    private func problems(_ jobs: [BatchJob]) -> [String] {
        do {
            _ = try BatchPlan(jobs, options: fixture.options())
            return []
        } catch BatchError.jobs(let problems) {
            return problems.map(\.job)
        } catch { return ["\(error)"] }
    }

    @Test func everyJobInErrorIsReported() {
        var missing = fixture.job("missing", of: [0, 1])
        missing = BatchJob(
            JobPlace(name: missing.name, output: missing.output),
            request: MergeRequest(
                Recipe(
                    .average,
                    base: fixture.folder.path("none"),
                    models: missing.request.models
                )
            )
        )
        #expect(
            problems([missing, fixture.pairs[0], missing]) == [
                "missing", "missing", "missing", "missing",
            ]
        )
        #expect(problems(fixture.pairs).isEmpty)
    }

    @Test func outputsAreDistinctAndNoInputs() {
        let first = fixture.job("first", of: [0, 1])
        let same = BatchJob(
            JobPlace(name: "same", output: first.output),
            request: first.request
        )
        #expect(problems([first, same]) == ["same"])
        let folder = first.output.split(separator: "/").dropLast().joined(separator: "/")
        let respelled = BatchJob(
            JobPlace(name: "respelled", output: "/\(folder)/./first.safetensors"),
            request: first.request
        )
        #expect(problems([first, respelled]) == ["respelled"])
        let chained = BatchJob(
            JobPlace(name: "chained", output: fixture.folder.path("chained")),
            request: MergeRequest(
                Recipe(
                    .average,
                    base: fixture.family.base,
                    models: [first.output, fixture.family.models[1]]
                )
            )
        )
        #expect(problems([first, chained]).contains("chained"))
    }

    @Test func runningJobsShareThreadsAndMemory() {
        let options = fixture.options(concurrent: 2)
        #expect(options.share(bundleCount: 9).threads == 1)
        #expect(options.share(bundleCount: 9).memoryLimit == 8 << 20)
        #expect(options.share(bundleCount: 1).threads == 2)
        #expect(options.share(bundleCount: 1).memoryLimit == 16 << 20)
    }

    @Test func outlinesSayWhatIsReadAndWritten() throws {
        let plan = try BatchPlan(fixture.pairs, options: fixture.options())
        let elements = CheckpointFamily.elementCount(rows: 20)
        #expect(plan.outlines.count == 3)
        #expect(plan.outlines.allSatisfy { $0.bytesToWrite > 4 * (elements - 5) })
        #expect(plan.outlines.allSatisfy { $0.bytesToRead > 8 * (elements - 5) })
    }
}
