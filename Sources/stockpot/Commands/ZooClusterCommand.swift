internal import ArgumentParser
internal import Charts
internal import Checkpoints
internal import MergeEngine
internal import ModelZoo
internal import TextFormats

extension SimilarityKind: ExpressibleByArgument {}
extension FamilyMethod: ExpressibleByArgument {}

struct ZooClusterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Groups models into families by their weights, in one streamed pass.",
        discussion: """
            With --base task vectors are compared, which tell what models were trained for; without, \
            the weights, which tell from which base. columns: the mean cosine of the columns of \
            attention and MLP (Model-GLUE, arXiv 2410.05357); flat: the cosine of all tensors as one \
            vector; tensors: the mean of the tensors' cosines. leader takes a model into the first \
            family whose first member is similar enough, average is average linkage, spectral \
            clusters the eigenvectors of the Laplacian (arXiv 2302.04863). --recipe writes a document \
            for each family of two models or more. Example:

              stockpot zoo cluster model_0 model_1 --base pretrained --similarity flat
            """
    )

    @Argument(help: "The models.", completion: .file())
    var models: [String]

    @OptionGroup(title: "Reading") var reading: ReadingArguments

    @Option(help: "How alike two models are.")
    var similarity = SimilarityKind.columns

    @Option(help: "How families are found.")
    var method = FamilyMethod.leader

    @Option(
        help: .value(
            "x",
            "The similarity above which models belong together. (default: 0.95 of weights, 0.5 of task vectors)"
        )
    )
    var threshold: Double?

    @Option(help: .value("k", "The number of families, of average and spectral."))
    var clusters: Int?

    @OptionGroup(title: "Layers") var layers: LayerOptions
    @OptionGroup(title: "Execution") var execution: ExecutionArguments

    @Option(
        help: .value(
            "file.svg",
            "Draw the tree of families and all similarities."
        ),
        completion: .file()
    )
    var plot: String?

    @Flag(help: "Print what would be read and held, and stop.")
    var dryRun = false

    @OptionGroup(title: "Output") var chosen: ChosenFamilies

    func validate() throws {
        try ModelList.validate(models)
        guard models.count > 1 else {
            throw ValidationError("a comparison needs at least two models")
        }
        guard threshold?.isFinite ?? true else { throw ValidationError("--threshold: a number") }
        guard clusters == nil || method != .leader else {
            throw ValidationError("--clusters: leader finds their number; take --threshold")
        }
        guard threshold == nil || method != .spectral else {
            throw ValidationError("--threshold: spectral takes --clusters")
        }
        guard threshold == nil || clusters == nil else {
            throw ValidationError("--threshold and --clusters: take one of them")
        }
        guard (1...models.count).contains(clusters ?? 1) else {
            throw ValidationError("--clusters: from 1 to the number of models")
        }
    }

    func run() throws {
        let recipe = layers.applied(
            to: ModelSimilarity.recipe(similarity, models: models, base: chosen.base)
        )
        let request = MergeRequest(recipe, reading: reading.options)
        let plan = try MergePlan(request, options: execution.options)
        try reading.check(plan.checkpoints)
        if dryRun { return try StandardOutput.print(FamilyText.plan(plan)) }
        let file = try plot.map {
            try TextFile($0, OutputPolicy(replaces: chosen.force), keeping: plan.inputFiles)
        }
        let line = ProgressLine(isQuiet: execution.quiet)
        let found = try line.during {
            try Interruption.during { cancellation in
                try ModelSimilarity(measuring: plan, similarity, cancellation: cancellation) {
                    line.show($0)
                }
            }
        }
        var options = FamilyOptions()
        (options.method, options.threshold, options.count) = (method, threshold, clusters)
        let table = try ModelFamilyTable(found, options)
        execution.note(table.warnings.map { "warning: " + $0 })
        try file?.write(FamilyChart(table, found).svg + "\n")
        try chosen.deliver(table, text: FamilyText.text(table), groups: table.groups)
    }
}
