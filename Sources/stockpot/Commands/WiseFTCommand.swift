public import ArgumentParser
internal import Charts
internal import Checkpoints
internal import Evaluation
internal import EvaluationResults
internal import MergeEngine
public import Merging
internal import Soups
internal import TextFormats
internal import Workers

extension DecimalRange: ExpressibleByArgument {
    /// Reads `FIRST:LAST:STEP`, or a list with commas.
    public init?(argument: String) { self.init(argument) }

    /// What help shows as the default.
    public var defaultValueDescription: String { "0:1:0.1" }
}

struct WiseFTCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wise-ft",
        abstract: "Measures the line from a base to fine-tuned models, point by point.",
        discussion: """
            With several models, Model Stock of them is measured too. Nothing is written but \
            results; 'stockpot merge --method wise_ft --set alpha=A' writes a point. Example:

              stockpot wise-ft --base pretrained model_0 --data clean=images/clean \
            --data noise=images/noise
            """
    )

    @OptionGroup(title: "Inputs") var inputs: InputOptions
    @OptionGroup(title: "Reading") var reading: ReadingArguments

    @Option(help: .value("range", "FIRST:LAST:STEP, or a list with commas."))
    var alphas = DecimalRange.tenths

    @Option(help: .value("name=dir", "Images to measure on; may be repeated."))
    var data: [NamedPath]

    @OptionGroup(title: "Evaluation") var evaluation: EvaluatorOptions
    @OptionGroup(title: "Averages and axes") var axes: ChartOptions
    @OptionGroup(title: "Execution") var execution: ExecutionArguments

    @Flag(help: "Print JSON lines instead of a table.")
    var json = false

    @OptionGroup var tables: TableArguments

    @Option(
        help: .value("file", "Append every point here as soon as it is measured."),
        completion: .file()
    )
    var jsonl: String?

    @Option(help: .value("file.svg", "Draw the curves."), completion: .file())
    var plot: String?

    @Flag(help: "Replace an existing plot.")
    var force = false

    func validate() throws {
        try NamedPath.requireDistinct(data, "--data")
        try evaluation.reading.requireDataSets(data.map(\.name))
        guard !inputs.models.isEmpty else { throw ValidationError("give at least one model") }
    }

    func run() throws {
        try requirePlot()
        let file = try plot.map { try TextFile($0, OutputPolicy(replaces: force), keeping: []) }
        var results: [EvaluationResult] = []
        do {
            try Interruption.during { try measure($0, &results) }
        } catch {
            // What was measured is not lost to what comes after it.
            if !results.isEmpty { try printTable(results) }
            throw error
        }
        try printTable(results)
        try file?.write(try axes.chart(of: results).svg + "\n")
    }

    /// Refuses data sets of which no chart can be made, before they are measured.
    private func requirePlot() throws {
        guard plot != nil else { return }
        let point = EvaluationResult(
            modelName: "",
            accuracies: data.map { .init($0.name, 0) },
            details: [JSONMember("alpha", .number(0))]
        )
        do { _ = try axes.chart(of: [point]) } catch let error as ValidationError {
            throw ValidationError("--plot: \(error.message)")
        }
    }

    private func printTable(_ results: [EvaluationResult]) throws {
        let table = ResultTable(
            rows: results.map { ($0.modelName, $0) },
            dataSets: data.map(\.name),
            roles: axes.roles(of: results)
        )
        try json
            ? StandardOutput.print(PrintableText(lines: results.map(\.line)))
            : tables.print(table.page)
    }

    private func measure(
        _ cancellation: Cancellation,
        _ results: inout [EvaluationResult]
    ) throws {
        let base = try inputs.requiredBase()
        if reading.checksInputs { _ = try reading.open([base] + inputs.models) }
        let folders = data.map { DataSetFolder(name: $0.name, path: $0.path) }
        let sets = try evaluation.open(folders)
        execution.note(folders.flatMap { sets[$0]?.notes ?? [] }.map { "warning: " + $0 })
        let line = ProgressLine(isQuiet: execution.quiet)
        let progress = MeasuringProgress(
            line,
            total: InterpolationCurve.measurementCount(
                modelCount: inputs.models.count,
                alphas: alphas.values
            )
        )
        let curve = InterpolationCurve(
            base: base,
            reading: reading.options,
            evaluator: try evaluation.makeEvaluator(
                sets,
                pyTorch: reading.pyTorch,
                execution.options
            ) { progress.show($0) },
            dataSets: folders,
            cancellation: cancellation
        )
        try line.during {
            try curve.measure(inputs.models, alphas: alphas.values) { name, measure in
                progress.begin(name)
                defer { progress.end() }
                return try measure()
            } keep: { result in
                results.append(result)
                if let jsonl { try EvaluationResultFile.append(result, to: jsonl) }
            }
        }
    }
}
