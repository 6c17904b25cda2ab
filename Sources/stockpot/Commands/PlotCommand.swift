internal import ArgumentParser
internal import Charts
internal import EvaluationResults
internal import TextFormats

struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draws accuracy on clean images against accuracy under shift.",
        discussion: """
            Reads files of model soups, of wise-ft and of this program. Example:

              stockpot plot results.jsonl soups.jsonl -o accuracy.svg
            """
    )

    @Argument(help: "Files of results, one JSON object to a line.", completion: .file())
    var results: [String]

    @OptionGroup(title: "Axes") var axes: ChartOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The chart.", valueName: "file.svg"),
        completion: .file()
    )
    var output: String

    @Flag(help: "Replace an existing chart.")
    var force = false

    @Flag(name: .shortAndLong, help: "Print errors only.")
    var quiet = false

    func run() throws {
        let file = try TextFile(output, replacing: force, keeping: results)
        let read = try results.map { try EvaluationResultFile.read($0) }
        if !quiet {
            for warning in read.flatMap(\.warnings) { StandardError.print("warning: \(warning)") }
        }
        try file.write(try axes.chart(of: read.flatMap(\.results)).svg + "\n")
    }
}
