internal import ArgumentParser
internal import Charts
internal import Checkpoints
internal import MergeEngine
internal import TextFormats

struct AnglesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "angles",
        abstract: "Measures norms, angles and ratios of every layer; writes no checkpoint.",
        discussion: """
            Example:

              stockpot angles --base pretrained model_0 model_1 --plot angles.svg
            """
    )

    @OptionGroup(title: "Inputs") var inputs: InputOptions
    @OptionGroup(title: "Reading") var reading: ReadingArguments
    @OptionGroup(title: "Method") var method: MethodOptions
    @OptionGroup(title: "Layers") var layers: LayerOptions
    @OptionGroup(title: "Execution") var execution: ExecutionArguments

    @Flag(help: "Print the report as JSON.")
    var json = false

    @Option(
        help: .value(
            "file.svg",
            "Draw angle and ratio by layer, in network order."
        ),
        completion: .file()
    )
    var plot: String?

    @Flag(help: "Replace an existing plot.")
    var force = false

    func run() throws {
        let recipe = try layers.applied(
            to: method.recipe(base: inputs.base, models: inputs.models)
        )
        let request = MergeRequest(recipe, reading: reading.options)
        let plan = try MergePlan(request, options: execution.options)
        try reading.check(plan.checkpoints)
        let file = try plot.map {
            try TextFile($0, OutputPolicy(replaces: force), keeping: plan.inputFiles)
        }
        let line = ProgressLine(isQuiet: execution.quiet)
        let report = try line.during {
            try Interruption.during { cancellation in
                try plan.measure(cancellation: cancellation) { line.show($0) }
            }
        }
        try file?.write(chart(report).svg + "\n")
        execution.note(report.warnings.map { "warning: " + $0 })
        try StandardOutput.print(json ? try JSONText.text(report) : ReportText.table(report))
    }

    private func chart(_ report: MergeReport) -> LayerChart {
        let vectors = report.layers.compactMap(\.norms).first?.count ?? report.models.count
        let title =
            report.variant == nil
            ? "Angles between \(vectors) vectors, as \(report.method) measures them"
            : "Angles between \(vectors) task vectors, and Model Stock's ratio"
        return LayerChart(
            title: title,
            layers: report.layers.map { LayerFigure(name: $0.name, angle: $0.angle, ratio: $0.t) }
        )
    }
}
