internal import ArgumentParser
internal import Charts
internal import Checkpoints
internal import EvaluationResults
internal import ModelChoice
internal import SystemFiles
internal import TextFormats

struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draws accuracies: under shift, against scores, and by the number of labels.",
        discussion: """
            Reads files of model soups, of wise-ft and of this program. Example:

              stockpot plot results.jsonl soups.jsonl -o accuracy.svg

            Without other options it draws accuracy on clean images against accuracy under shift. With \
            --scores it draws each score of 'score --json' against accuracies, with rank correlations; \
            with --budgets how many labels find a best model, as 'select label --trials N --json' has \
            found.
            """
    )

    @Argument(help: "Files of results, one JSON object to a line.", completion: .file())
    var results: [String] = []

    @Option(
        help: .value(
            "file.json",
            "Draw these scores, as score --json prints them, against the accuracies."
        ),
        completion: .file()
    )
    var scores: String?

    @Option(
        help: .value(
            "name",
            "The data set of the accuracies, with --scores. (default: that of the scores)"
        )
    )
    var key: String?

    @Option(
        help: .value(
            "file.json",
            "Draw how many labels find a best model, as select label --trials --json prints it."
        ),
        completion: .file()
    )
    var budgets: String?

    @OptionGroup(title: "Axes") var axes: ChartOptions

    @Option(name: .shortAndLong, help: .value("file.svg", "The chart."), completion: .file())
    var output: String

    @Flag(help: "Replace an existing chart.")
    var force = false

    @Flag(name: .shortAndLong, help: "Print errors only.")
    var quiet = false

    func validate() throws {
        guard budgets == nil || (results.isEmpty && scores == nil) else {
            throw ValidationError("--budgets: takes no results and no --scores")
        }
        guard budgets != nil || !results.isEmpty else {
            throw ValidationError("give at least one file of results")
        }
        guard key == nil || scores != nil else { throw ValidationError("--key: needs --scores") }
    }

    func run() throws {
        let inputs = results + [scores, budgets].compactMap(\.self)
        let file = try TextFile(output, OutputPolicy(replaces: force), keeping: inputs)
        if let budgets {
            let trials = try LabelTrialReport.read(FileContents.read(budgets), path: budgets)
            return try file.write(PanelChart(trials).svg + "\n")
        }
        let read = try results.map { try EvaluationResultFile.read($0) }
        if !quiet {
            for warning in read.flatMap(\.warnings) { StandardError.print("warning: \(warning)") }
        }
        if let scores {
            let tables = try ScoreTable.read(FileContents.read(scores), path: scores)
            let chart = try PanelChart(
                tables,
                read.flatMap(\.results),
                key: key,
                in: results.joined(separator: ", ")
            )
            return try file.write(chart.svg + "\n")
        }
        try file.write(try axes.chart(of: read.flatMap(\.results)).svg + "\n")
    }
}
