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

            Beside the layers, and the mean over pairs in each, it prints a summary by block and, of up \
            to 64 models, the cosine and the distance of each pair over all layers that were measured; \
            with --json the cosines of each pair in each layer too.
            """
    )

    @OptionGroup(title: "Inputs") var inputs: InputOptions
    @OptionGroup(title: "Reading") var reading: ReadingArguments
    @OptionGroup(title: "Method") var method: MethodOptions
    @OptionGroup(title: "Layers") var layers: LayerOptions
    @OptionGroup(title: "Execution") var execution: ExecutionArguments

    @Flag(help: "Print the report as JSON.")
    var json = false

    @OptionGroup var tables: TableArguments

    @Option(
        help: .value(
            "file.svg",
            "Draw angle and ratio by layer, in network order."
        ),
        completion: .file()
    )
    var plot: String?

    @Flag(help: "Draw the angle of each pair too, with --plot.")
    var pairs = false

    @Flag(help: "Replace an existing plot.")
    var force = false

    func validate() throws {
        guard !pairs || plot != nil else { throw ValidationError("--pairs: needs --plot") }
    }

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
        try json
            ? StandardOutput.print(JSONText.text(report)) : tables.print(ReportText.page(report))
    }

    private func chart(_ report: MergeReport) -> LayerChart {
        let count = report.layers.compactMap(\.norms).first?.count ?? report.models.count
        let title =
            report.variant == nil
            ? "Angles between \(count) vectors, as \(report.method) measures them"
            : "Angles between \(count) task vectors, and Model Stock's ratio"
        let vectors = (report.pairs?.vectors ?? []).map(ModelName.of)
        let names = vectors.indices.flatMap { i in
            vectors.indices.filter { $0 > i }.map { "\(vectors[i]), \(vectors[$0])" }
        }
        return LayerChart(
            title: title,
            layers: report.layers.map { layer in
                LayerFigure(
                    name: layer.name,
                    angle: layer.angle,
                    ratio: layer.t,
                    pairs: pairs ? zip(names, layer.pairAngles).map(LayerFigure.Pair.init) : []
                )
            }
        )
    }
}
