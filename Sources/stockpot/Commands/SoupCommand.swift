internal import ArgumentParser
internal import MergeEngine
internal import Soups
internal import TextFormats

struct SoupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soup",
        abstract: "Averages models, or merges them as is best on held-out images.",
        subcommands: [
            UniformSoupCommand.self, GreedySoupCommand.self, TuneSoupCommand.self,
        ]
    )
}

struct UniformSoupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uniform",
        abstract: "Averages all models.",
        discussion: """
            The first model decides names and types. Example:

              stockpot soup uniform model_0 model_1 -o soup
            """
    )

    @OptionGroup(title: "Inputs and output") var soup: SoupOptions
    @OptionGroup(title: "Reading") var reading: ReadingArguments
    @OptionGroup(title: "Execution") var execution: ExecutionArguments

    @Flag(help: "Print the report as JSON.")
    var json = false

    func run() throws {
        let request = Candidate.soupRequest(soup.models, reading: reading.options)
        let plan = try MergePlan(request, options: soup.options(execution))
        try reading.check(plan.checkpoints)
        let line = ProgressLine(isQuiet: execution.quiet)
        let report = try line.during {
            try Interruption.during { cancellation in
                try plan.merge(into: soup.output, cancellation: cancellation) {
                    line.show($0)
                }
            }
        }
        execution.note(report.warnings.map { "warning: " + $0 })
        if json { return try StandardOutput.print(try JSONText.text(report)) }
        if !execution.quiet { try StandardOutput.print(ReportText.summary(report)) }
    }
}
