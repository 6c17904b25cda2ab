public import ArgumentParser
internal import Charts
internal import EvaluationResults
internal import MergeEngine
public import Merging
internal import Soups

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

    @Option(help: ArgumentHelp("FIRST:LAST:STEP, or a list with commas.", valueName: "range"))
    var alphas = DecimalRange.tenths

    @Option(help: ArgumentHelp("Images to measure on; may be repeated.", valueName: "name=dir"))
    var data: [NamedPath]

    @OptionGroup(title: "Evaluation") var evaluation: EvaluatorOptions
    @OptionGroup(title: "Averages and axes") var axes: ChartOptions
    @OptionGroup(title: "Execution") var execution: ExecutionArguments

    @Flag(help: "Print JSON lines instead of a table.")
    var json = false

    @Option(
        help: ArgumentHelp("Append every point here as soon as it is measured.", valueName: "file")
    )
    var jsonl: String?

    @Option(help: ArgumentHelp("Draw the curves.", valueName: "file.svg"))
    var plot: String?

    @Flag(help: "Replace an existing plot.")
    var force = false

    func validate() throws {
        try NamedPath.requireDistinct(data, "--data")
        try evaluation.reading.requireDataSets(data.map(\.name))
        guard !inputs.models.isEmpty else { throw ValidationError("no model is given") }
    }

    func run() throws {
        let file = try plot.map { try TextFile($0, replacing: force, keeping: []) }
        let results = try Interruption.during { try measure($0) }
        try file?.write(try axes.chart(of: results).svg + "\n")
        let table = ResultTable(
            results: results,
            dataSets: data.map(\.name),
            roles: axes.roles(of: results)
        )
        let lines = results.map(\.line).joined(separator: "\n")
        try StandardOutput.print(json ? lines : table.text)
    }

    private func measure(_ cancellation: MergeCancellation) throws -> [EvaluationResult] {
        let curve = InterpolationCurve(
            base: try inputs.requiredBase(),
            evaluator: try evaluation.makeEvaluator(execution.options),
            dataSets: data.map { DataSetFolder(name: $0.name, path: $0.path) },
            cancellation: cancellation
        )
        let line = ProgressLine(isQuiet: execution.quiet)
        var results: [EvaluationResult] = []
        try line.during {
            try curve.measure(inputs.models, alphas: alphas.values) { result in
                results.append(result)
                if let jsonl { try EvaluationResultFile.append(result, to: jsonl) }
                line.show("\(results.count) points measured, last \(result.modelName)")
            }
        }
        return results
    }
}
