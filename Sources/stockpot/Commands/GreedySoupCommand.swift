public import ArgumentParser
internal import EvaluationResults
internal import MergeEngine
public import Soups

extension GreedySoup.Acceptance: ExpressibleByArgument {}

struct GreedySoupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "greedy",
        abstract: "Averages the models that help on held-out images.",
        discussion: """
            Models are tried from the best to the worst; one stays in the soup when the soup is \
            better with it. Nothing is written before the end but the log. Example:

              stockpot soup greedy model_0 model_1 -o soup --held-out images/held-out \
            --log soup.jsonl
            """
    )

    @OptionGroup(title: "Inputs and output") var soup: SoupOptions
    @OptionGroup(title: "Evaluation") var evaluation: EvaluatorOptions
    @OptionGroup(title: "Execution") var execution: ExecutionArguments

    @Option(help: ArgumentHelp("The held-out images.", valueName: "dir"))
    var heldOut: String

    @Option(
        help: ArgumentHelp(
            "The data set of the held-out images, and the key of accuracies on them. (default: "
                + "ImageNet2p with --scores, held-out without)",
            valueName: "name"
        )
    )
    var heldOutName: String?

    @Option(help: ArgumentHelp("Known accuracies of the single models.", valueName: "file.jsonl"))
    var scores: String?

    @Option(
        help: ArgumentHelp(
            "Keep every accuracy here; a later run with the same models and images goes on there.",
            valueName: "file.jsonl"
        )
    )
    var log: String?

    @Option(
        help: ArgumentHelp(
            "Measure the soup on these images too; may be repeated.",
            valueName: "name=dir"
        )
    )
    var data: [NamedPath] = []

    @Option(help: ArgumentHelp("Append the soup's accuracies here.", valueName: "file.jsonl"))
    var jsonl: String?

    @Option(help: "Accept a model when the soup is better with it, or when it is not worse.")
    var accept: GreedySoup.Acceptance = .greater

    @Flag(help: "Measure the best model again instead of trusting --scores.")
    var reevaluateFirst = false

    @Flag(help: "Print the ingredients and all steps as JSON.")
    var json = false

    private var heldOutKey: String {
        heldOutName ?? (scores == nil ? "held-out" : "ImageNet2p")
    }

    private var dataSets: [DataSetFolder] {
        data.map { DataSetFolder(name: $0.name, path: $0.path) }
    }

    func validate() throws {
        try NamedPath.requireDistinct(data, "--data")
        try evaluation.reading.requireDataSets([heldOutKey] + data.map(\.name))
    }

    func run() throws {
        try soup.requireFreeOutput()
        let report = try Interruption.during { try cook($0) }
        try StandardOutput.print(json ? try JSONText.text(report) : report.text)
    }

    private func cook(_ cancellation: MergeCancellation) throws -> GreedySoupReport {
        let options = soup.options(execution)
        // Refuses models that do not go together before anything is measured.
        execution.note(
            try MergePlan(Candidate.soupRequest(soup.models), options: options).warnings.map {
                "warning: " + $0
            }
        )
        let line = ProgressLine(isQuiet: execution.quiet)
        let measurement = try measurement(options, cancellation)
        let outcome = try line.during {
            let accuracies = try soup.models.map { model in
                line.show("measuring \(ModelName.of(model))")
                return try measurement.score(of: model)
            }
            return try GreedySoup(acceptance: accept, reevaluatesFirst: reevaluateFirst).cook(
                soup.models,
                accuracies: accuracies
            ) { members in
                line.show("measuring a soup of \(members.count) with \(members.last ?? "")")
                return try measurement.accuracy(of: members)
            }
        }
        let plan = try MergePlan(Candidate.soupRequest(outcome.ingredients), options: options)
        _ = try MergeExecutor(plan).merge(into: soup.output, cancellation: cancellation)
        let more = try measurement.accuracies(of: outcome.ingredients, on: dataSets)
        let report = GreedySoupReport(
            outcome,
            output: soup.output,
            data: dataSets,
            accuracies: more
        )
        try keep(report)
        return report
    }

    private func measurement(
        _ options: ExecutionOptions,
        _ cancellation: MergeCancellation
    ) throws -> HeldOutMeasurement {
        let known = try scores.map { try KnownScores($0) }
        let log = try log.map { try EvaluationLog($0, dataSet: heldOutKey) }
        let warnings = (known?.warnings ?? []) + (log?.warnings ?? [])
        execution.note(warnings.map { "warning: " + $0 })
        return try HeldOutMeasurement(
            models: soup.models,
            evaluator: try evaluation.makeEvaluator(options),
            heldOut: DataSetFolder(name: heldOutKey, path: heldOut),
            scores: known,
            log: log,
            cancellation: cancellation
        )
    }

    private func keep(_ report: GreedySoupReport) throws {
        guard let jsonl else { return }
        let scores = [(heldOutKey, report.heldOut)] + report.accuracies.map { ($0.key, $0.value) }
        let members = report.ingredients.map { JSONValue.string(ModelName.of($0)) }
        try EvaluationResultFile.append(
            EvaluationResult(
                modelName: ModelName.of(soup.output),
                accuracies: scores.sorted { $0.0 < $1.0 }.map { .init($0.0, $0.1) },
                details: [JSONMember("members", .array(members))]
            ),
            to: jsonl
        )
    }
}
