internal import ArgumentParser
internal import Evaluation
internal import FoundationEssentials
internal import ModelChoice
internal import TextFormats

/// How models are run over images whose ratings are kept in memory.
struct RatingArguments: ParsableArguments {
    @Option(help: .value("n", "The images that a model takes at a time."))
    var batch = 32

    @Option(
        help: .value(
            "n",
            "The threads that run models, and as many that decode. (default: one per core)"
        )
    )
    var threads: Int?

    @Flag(name: .shortAndLong, help: "Print errors and the result only.")
    var quiet = false

    func validate() throws {
        try CountRange.batch.check(batch, "--batch")
        try CountRange.threads.check(threads, "--threads")
    }

    /// The number of threads.
    var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

    /// How evaluations use the machine.
    var options: EvaluationOptions { EvaluationOptions(threads: threadCount, batchSize: batch) }

    /// Prints warnings for a person.
    func warn(_ lines: [String]) {
        if !quiet { for line in lines { StandardError.print("warning: \(line)") } }
    }

    /// Runs all models over all images of a data set.
    func ratings(of models: [CLIPModel], on dataSet: DataSet) throws -> [CollectedRatings] {
        var found = models.map {
            CollectedRatings(
                model: $0.name,
                classCount: $0.classCount,
                classNames: $0.classNames,
                imageCount: dataSet.count
            )
        }
        let line = ProgressLine(isQuiet: quiet)
        try line.during {
            try Interruption.during { cancellation in
                try Evaluator(models, options: options).rate(
                    dataSet,
                    cancellation: cancellation,
                    progress: { line.show($0) },
                    { model, _, rating, seconds in found[model].add(rating, seconds: seconds) }
                )
            }
        }
        return found
    }
}

/// The models of a comparison.
enum ModelList {
    /// Refuses no models, and one that is named twice.
    static func validate(_ models: [String]) throws {
        guard !models.isEmpty else { throw ValidationError("give at least one model") }
        guard models.withoutRepeats.count == models.count else {
            throw ValidationError("a model is named twice")
        }
    }
}
