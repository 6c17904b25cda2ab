internal import ArgumentParser
internal import CLIPVision
internal import Evaluation
internal import EvaluationResults
internal import FoundationEssentials
internal import ModelChoice
internal import ModelZoo
internal import SystemFiles
internal import TextFormats

struct ScoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Rates how well models' features would serve for labelled images.",
        discussion: """
            Transferability scores tell from a few labelled images which model to fine-tune or to \
            merge; a larger score is better. Models need no head, or may have one of other classes. \
            The first images of each class are taken. Example:

              stockpot score model_0 model_1 --data clean=images/clean --scores lfc,lgc,h_alpha

            Scores: \(ScoreName.allCases.map(\.rawValue).joined(separator: ", ")). LGC takes the \
            gradients of the last MLP's second matrix and its bias, exactly. With --results the \
            scores are compared with measured accuracies.
            """
    )

    @Argument(help: "The models.", completion: .file())
    var models: [String]

    @OptionGroup(title: "Data sets") var dataSets: DataSetArguments
    @OptionGroup(title: "Reading") var reading: ReadingArguments
    @OptionGroup(title: "Models") var vision: VisionArguments
    @OptionGroup(title: "Scores") var scores: ScoreArguments
    @OptionGroup(title: "Output") var chosen: ChosenModels
    @OptionGroup(title: "Execution") var rating: RatingArguments

    @Option(
        help: .value(
            "file.jsonl",
            "Compare the scores with the accuracies of this file, as evaluate --jsonl writes it."
        ),
        completion: .file()
    )
    var results: String?

    @Option(help: .value("model", "The model that gains are measured against."))
    var baseline: String?

    @Option(
        help: .value(
            "name",
            "The data set of the accuracies in --results. (default: that of the scores)"
        )
    )
    var key: String?

    @Option(
        help: .value(
            "zoo.jsonl",
            "Add the scores to this zoo too; it is made if it does not exist."
        ),
        completion: .file()
    )
    var zoo: String?

    @Option(
        help: ArgumentHelp(
            "The ceiling on the memory planned beside the models; --dry-run tells how much that is. "
                + "(default: half of the machine's memory)",
            valueName: "size"
        )
    )
    var memory: ByteSize?

    @Flag(help: "Print what would be computed, and stop.")
    var dryRun = false

    func validate() throws {
        try ModelList.validate(models)
        guard results != nil || (baseline == nil && key == nil) else {
            throw ValidationError("--baseline and --key: need --results")
        }
        guard results == nil || models.count > 1 else {
            throw ValidationError("--results: a comparison needs at least two models")
        }
        guard dataSets.data.count == 1 || !(chosen.list || chosen.recipe != nil) else {
            throw ValidationError("--list and --recipe: take one data set")
        }
    }

    func run() throws {
        let samples = try dataSets.dataSets(isLimited: false).map {
            scores.sample($0, limit: dataSets.reading.limit)
        }
        let sets = samples.map(\.images)
        rating.warn(sets.flatMap(\.notes) + samples.compactMap(\.note))
        if let zoo, FileSystem.exists(zoo) { try Zoo(zoo).requireWhole(repairing: false) }
        let known = try results.map { try EvaluationResultFile.read($0) }
        rating.warn(known?.warnings ?? [])
        var running = try vision.scoring(threads: rating.threadCount, pyTorch: reading.pyTorch)
        running.keepsBlockInput = scores.needsBlockInput
        let loaded = try reading.open(models).map { try CLIPModel($0, options: running) }
        let options = scores.options
        if dryRun { return try StandardOutput.print(ScoreText.plan(loaded, sets, options)) }
        let limit = memory?.byteCount ?? Int(ProcessInfo.processInfo.physicalMemory / 2)
        for set in sets {
            try ScoreMemory(loaded, set, options).check(limit: limit, for: set)
        }
        for set in sets {
            let ratings = try rating.ratings(of: loaded, on: set)
            let found = try zip(ratings, loaded).map { found, model in
                try ModelScores(found, model.classifier.lastBlock, set, options)
            }
            let table = ScoreTable(found, set, options)
            try addToZoo(table)
            try printTable(table, known?.results)
        }
    }

    private func addToZoo(_ table: ScoreTable) throws {
        guard let zoo else { return }
        let records = try table.models.map { row in
            ZooRecord.score(
                ScoreRecord(
                    model: try ModelIdentity(reading.open(row.model), path: row.model),
                    data: table.data,
                    scores: scores.options.names.map {
                        ($0.rawValue, row.scores[$0.rawValue].flatMap(\.self))
                    }
                )
            )
        }
        try ZooFile.append(records, to: zoo)
    }

    private func printTable(_ table: ScoreTable, _ known: [EvaluationResult]?) throws {
        let predictions = try known.map {
            try ScorePrediction.all(
                table,
                $0,
                key: key ?? table.data,
                baseline: baseline,
                in: results ?? ""
            )
        }
        let text =
            ScoreText.text(table, scores.options.names)
            + (predictions.map(ScoreText.text) ?? Page([]))
        try chosen.deliver(
            BenchmarkedScores(table: table, benchmark: predictions),
            text: text,
            groups: [table.models.map(\.model)]
        )
    }
}

/// A table with what its scores predicted, in one object.
private struct BenchmarkedScores: Encodable {
    let table: ScoreTable
    let benchmark: [ScorePrediction]?

    enum CodingKeys: String, CodingKey { case benchmark }

    func encode(to encoder: any Encoder) throws {
        try table.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(benchmark, forKey: .benchmark)
    }
}
