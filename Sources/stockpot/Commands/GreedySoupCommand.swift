internal import ArgumentParser
internal import Evaluation
internal import EvaluationResults
internal import MergeEngine
internal import Merging
internal import Soups
internal import TextFormats
internal import Workers

extension GreedySoup.Acceptance: ExpressibleByArgument {}
extension GreedySoup.Order: ExpressibleByArgument {}

struct GreedySoupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "greedy",
        abstract: "Averages the models that help on held-out images.",
        discussion: """
            Models are tried from the best to the worst; one stays in the soup when the soup is \
            better with it. Only the log is written before the end. Example:

              stockpot soup greedy model_0 model_1 -o soup --held-out images/held-out \
            --log soup.jsonl

            With --order similarity or dissimilarity the next model is the one whose MLPs are most or \
            least similar to the soup so far, and with --coefficients 0.1:0.9:0.1 it is mixed with each \
            of these parts of the soup instead of averaged in (Model-GLUE, arXiv 2410.05357).
            """
    )

    @OptionGroup(title: "Inputs and output") var soup: SoupOptions
    @OptionGroup(title: "Reading") var reading: ReadingArguments
    @OptionGroup(title: "Evaluation") var evaluation: EvaluatorOptions
    @OptionGroup(title: "Execution") var execution: ExecutionArguments

    @Option(help: .value("dir", "The held-out images."), completion: .file())
    var heldOut: String

    @Option(
        help: .value(
            "name",
            "The data set of the held-out images, and the key of accuracies on them. (default: "
                + "ImageNet2p with --scores, held-out without)"
        )
    )
    var heldOutName: String?

    @Option(
        help: .value("file.jsonl", "Known accuracies of the single models."),
        completion: .file()
    )
    var scores: String?

    @Option(
        help: .value(
            "file.jsonl",
            "Keep every accuracy here; a later run goes on there, with what it would "
                + "measure on the same images, with the same settings, of the same files."
        ),
        completion: .file()
    )
    var log: String?

    @Option(help: .value("name=dir", "Measure the soup on these images too; may be repeated."))
    var data: [NamedPath] = []

    @Option(help: .value("file.jsonl", "Append the soup's accuracies here."), completion: .file())
    var jsonl: String?

    @Option(help: "Accept a model when the soup is better with it, or when it is not worse.")
    var accept: GreedySoup.Acceptance = .greater

    @Option(help: "Which model is tried next, after the best one.")
    var order: GreedySoup.Order = .accuracy

    @Option(
        help: .value(
            "range",
            "Instead of the plain average, keep these parts of the soup, FIRST:LAST:STEP or a list with "
                + "commas, and add the rest of the next model; the best counts."
        )
    )
    var coefficients: DecimalRange?

    @Flag(help: "Measure the best model again instead of trusting --scores.")
    var reevaluateFirst = false

    @Flag(help: "Print the ingredients and all steps as JSON.")
    var json = false

    @OptionGroup var tables: TableArguments

    private var heldOutKey: String {
        heldOutName ?? (scores == nil ? "held-out" : "ImageNet2p")
    }

    private var dataSets: [DataSetFolder] {
        data.map { DataSetFolder(name: $0.name, path: $0.path) }
    }

    func validate() throws {
        try NamedPath.requireDistinct(data, "--data")
        if let coefficients, !coefficients.values.allSatisfy({ $0 > 0 && $0 < 1 }) {
            throw ValidationError("--coefficients: more than 0 and less than 1")
        }
        try evaluation.reading.requireDataSets([heldOutKey] + data.map(\.name))
    }

    func run() throws {
        try soup.requireFreeOutput()
        try refuseKnownSoup()
        var report: GreedySoupReport?
        var accuracies: [(name: String, heldOut: Double)] = []
        do {
            try Interruption.during { try cook($0, &accuracies, &report) }
        } catch {
            // What was measured is not lost to what comes after it.
            if let report {
                try printReport(report)
            } else if !accuracies.isEmpty, !json {
                try tables.print(GreedySoupReport.page(accuracies))
            }
            throw error
        }
        guard let report else { return }
        try printReport(report)
        if let jsonl { try EvaluationResultFile.append(report.result(heldOutKey), to: jsonl) }
    }

    /// A results file has one row for each model: better to say so now than after the work.
    private func refuseKnownSoup() throws {
        guard let jsonl else { return }
        let name = ModelName.of(soup.output)
        execution.note(try KnownResults.refuse([name], in: jsonl).map { "warning: " + $0 })
    }

    private func printReport(_ report: GreedySoupReport) throws {
        try json ? StandardOutput.print(JSONText.text(report)) : tables.print(report.page)
    }
}

// MARK: - Cooking

extension GreedySoupCommand {
    private var heldOutFolder: DataSetFolder { DataSetFolder(name: heldOutKey, path: heldOut) }

    private func cook(
        _ cancellation: Cancellation,
        _ accuracies: inout [(name: String, heldOut: Double)],
        _ report: inout GreedySoupReport?
    ) throws {
        let options = soup.options(execution)
        // Refuses models that do not go together before anything is measured.
        let all = Candidate.soupRequest(soup.models, reading: reading.options)
        let plan = try MergePlan(all, options: options)
        try reading.check(plan.checkpoints)
        let warnings = plan.warnings
        let sets = try evaluation.open([heldOutFolder] + dataSets)
        let notes = ([heldOutFolder] + dataSets).flatMap { sets[$0]?.notes ?? [] }
        execution.note((warnings + notes).map { "warning: " + $0 })
        let line = ProgressLine(isQuiet: execution.quiet)
        let tries = (soup.models.count - 1) * (coefficients?.values.count ?? 1)
        let candidates = tries + (reevaluateFirst ? 1 : 0)
        let progress = MeasuringProgress(
            line,
            total: soup.models.count + candidates + (dataSets.isEmpty ? 0 : 1)
        )
        let measurement = try measurement(sets, options, progress, cancellation)
        try line.during {
            let outcome = try choose(measurement, progress, &accuracies)
            report = GreedySoupReport(outcome, output: soup.output)
            let request = Candidate.soupRequest(outcome.mixture, reading: reading.options)
            let plan = try MergePlan(request, options: options)
            _ = try plan.merge(into: soup.output, cancellation: cancellation)
            progress.begin(soup.output)
            let more = try measurement.accuracies(of: outcome.mixture, on: dataSets)
            report?.accuracies = zip(dataSets, more).map { .init($0.name, $1) }
        }
    }

    private func choose(
        _ measurement: HeldOutMeasurement,
        _ progress: MeasuringProgress,
        _ all: inout [(name: String, heldOut: Double)]
    ) throws -> GreedySoupOutcome {
        func measured(
            _ name: String,
            isKnown: Bool,
            _ measure: () throws -> Double
        ) rethrows -> Double {
            if isKnown { progress.skip() } else { progress.begin(name) }
            let accuracy = try measure()
            if !isKnown { progress.end() }
            all.append((name, accuracy))
            return accuracy
        }
        let accuracies = try soup.models.map { model in
            let isKnown = measurement.knowsScore(of: model)
            return try measured(ModelName.of(model), isKnown: isKnown) {
                try measurement.score(of: model)
            }
        }
        let recipe = GreedySoup(
            acceptance: accept,
            reevaluatesFirst: reevaluateFirst,
            order: order,
            coefficients: coefficients?.values ?? []
        )
        let similarity =
            order == .accuracy
            ? nil : try MixtureSimilarity(soup.models, reading: reading.options)
        return try recipe.cook(
            soup.models,
            accuracies: accuracies,
            similarities: { mixture, others in
                try similarity?.similarities(of: others, to: mixture) ?? []
            },
            heldOut: { mixture in
                let last = ModelName.of(mixture.models.last ?? "")
                let part = mixture.weights?.last.map { " as \($0.text(digits: 2)) of it" } ?? ""
                let name = "a soup of \(mixture.models.count) with \(last)" + part
                return try measured(name, isKnown: measurement.knows(mixture)) {
                    try measurement.accuracy(of: mixture)
                }
            }
        )
    }

    private func measurement(
        _ sets: [DataSetFolder: DataSet],
        _ options: ExecutionOptions,
        _ progress: MeasuringProgress,
        _ cancellation: Cancellation
    ) throws -> HeldOutMeasurement {
        let known = try scores.map { try KnownScores($0) }
        let conditions = evaluation.conditions(
            heldOutFolder,
            opening: reading.options,
            imageCount: sets[heldOutFolder]?.count
        )
        let log = try log.map { path in
            let files = try soup.models.map {
                (UTF8Key(ModelName.of($0)), try EvaluatorOptions.files(of: reading.input($0)))
            }
            return try EvaluationLog(
                path,
                dataSet: heldOutKey,
                conditions: conditions,
                files: Dictionary(files, uniquingKeysWith: { first, _ in first })
            )
        }
        let warnings = (known?.warnings ?? []) + (log?.warnings ?? [])
        execution.note(warnings.map { "warning: " + $0 })
        return try HeldOutMeasurement(
            models: soup.models,
            reading: reading.options,
            evaluator: try evaluation.makeEvaluator(sets, pyTorch: reading.pyTorch, options) {
                progress.show($0)
            },
            heldOut: heldOutFolder,
            scores: known,
            log: log,
            cancellation: cancellation
        )
    }
}
