import Checkpoints
import Foundation
import MergeEngine
import Merging
import Synchronization
import TestSupport

@testable import MergeBatch

/// A family of checkpoints and batches over it.
struct BatchFixture {
    let folder: TemporaryFolder
    let family: CheckpointFamily

    init() throws {
        folder = try TemporaryFolder()
        family = try CheckpointFamily(in: folder, modelCount: 3)
    }

    var journal: String { folder.path("jobs.yaml.journal") }
    var events: String { folder.path("events.jsonl") }

    /// A job that averages some of the models.
    func job(_ name: String, of models: [Int], seed: Int? = nil) -> BatchJob {
        var recipe = Recipe(
            .average,
            base: family.base,
            models: models.map { family.models[$0] }
        )
        // Another recipe with the same result.
        if let seed {
            recipe.options.parameters = ParameterSettings(["seed": .number(Double(seed))])
        }
        return BatchJob(
            JobPlace(name: name, output: folder.path("\(name).safetensors")),
            request: MergeRequest(recipe)
        )
    }

    /// The pairs of the three models.
    var pairs: [BatchJob] {
        [job("01", of: [0, 1]), job("02", of: [0, 2]), job("12", of: [1, 2])]
    }

    func options(concurrent: Int = 1) -> BatchOptions {
        BatchOptions(
            concurrentJobs: concurrent,
            threads: 2,
            memoryLimit: 16 << 20,
            output: OutputPolicy(maximumShardByteCount: 1 << 30)
        )
    }

    /// Runs jobs; returns how it ended and what happened, sorted by job.
    @discardableResult
    func run(
        _ jobs: [BatchJob],
        _ change: (inout BatchOptions) -> Void = { _ in }
    ) throws -> (summary: BatchSummary, events: [String]) {
        var options = options()
        change(&options)
        let heard = Mutex<[String]>([])
        let runner = try BatchRunner(
            try BatchPlan(jobs, options: options),
            journal: journal,
            events: events,
            listener: { event in heard.withLock { $0.append("\(event.job) \(event.event)") } }
        )
        let summary = try runner.run()
        return (summary, heard.withLock(\.self).sorted())
    }

    /// The names in a folder below that of the fixture.
    func names(in name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path(name)).sorted()
    }

    func bytes(of job: BatchJob) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: job.output))
    }
}

extension BatchSummary {
    /// The numbers of jobs that finished, were skipped, failed.
    var counts: [Int] { [finished, skipped, failed] }
}
