internal import ArgumentParser
internal import CLIPModels
internal import Checkpoints
internal import MergeEngine
internal import SystemFiles
internal import TextFormats

struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Merges fine-tuned models around the base that they come from.",
        discussion: """
            Example, Model Stock of two models:

              stockpot merge --base pretrained -o merged model_0 model_1

            Example, a recipe in mergekit's YAML; its relative paths count from the working \
            directory, as mergekit's do:

              stockpot merge recipe.yaml -o soup.safetensors

            Example, the merge that an output of stockpot records, once more:

              stockpot merge --from merged -o again

            OUT ending in .safetensors is one file, and so is one ending in .pt, .pth, .bin or .ckpt, \
            which torch.load(weights_only=True) reads; any other OUT is a folder in the Hugging Face \
            layout, with the base's configuration beside the weights. A pipe, and an open file by its \
            number (/dev/stdout, /proc/self/fd/3), get the bytes of a .safetensors file once the merge \
            is whole; with --json a report then needs --report. Inputs are read at many places: they are \
            files, in /dev/shm for example, and not pipes.
            """
    )

    @OptionGroup(title: "Inputs") var inputs: MergeInputOptions
    @OptionGroup(title: "Reading") var reading: ReadingArguments
    @OptionGroup(title: "Method") var method: MethodOptions
    @OptionGroup(title: "Layers") var layers: LayerOptions
    @OptionGroup(title: "Execution") var execution: ExecutionArguments

    @Option(name: .shortAndLong, help: .value("out", "Where the merge goes."), completion: .file())
    var output: String

    @Option(help: "The type of merged floating-point tensors; base keeps each tensor's own.")
    var dtype = OutputType.base

    @Option(
        help:
            "The activation function, for a configuration and the metadata where no input says it."
    )
    var activation: ActivationFunction?

    @Option(help: .value("n", "The number of attention heads, likewise."))
    var heads: Int?

    @Option(help: .value("n", "The text tower's, likewise, for a configuration."))
    var textHeads: Int?

    @Flag(help: "Print the recipe as one line of YAML, and stop.")
    var printRecipe = false

    @Option(help: .value("file.json", "Write the report of all layers here."), completion: .file())
    var report: String?

    @Flag(help: "Print the plan and stop: nothing is read but headers, nothing is written.")
    var dryRun = false

    @OptionGroup var policy: OutputPolicyArguments

    @Flag(help: "Record the SHA-256 of every input file in the output.")
    var checksums = false

    @Flag(help: "Print the report, or with --dry-run the plan, as JSON.")
    var json = false

    @OptionGroup var tables: TableArguments

    func validate() throws {
        try OutputPath.require(output)
        try CountRange.heads.check(heads, "--heads")
        try CountRange.heads.check(textHeads, "--text-heads")
        guard !json || dryRun || !OutputStream.isNamed(by: output) else {
            throw ValidationError(
                "--json: the output is a stream; write the report with --report FILE"
            )
        }
    }

    func run() throws {
        let source = try MergeSource(inputs, method, layers, reading, dtype, choices)
        if printRecipe { return try StandardOutput.print(PrintableText(document: source.text)) }
        let last = source.recipes.count - 1
        guard last > 0 else { return try run(source.request(0), output: output) }
        if dryRun { return try planStages(source) }
        try source.requireStages("go")
        for (position, recipe) in source.recipes.dropLast().enumerated() {
            let output = source.path(ofStage: recipe.name ?? "")
            try run(source.request(position), output: output)
        }
        try run(source.request(last), output: output)
    }

    /// Plans all recipes; files without data take the place of the results that do not exist yet.
    private func planStages(_ source: MergeSource) throws {
        let folder = try FileSystem.makeTemporaryFolder()
        defer { FileSystem.removeAll(folder) }
        let outlines = try source.recipes.enumerated().map { position, recipe in
            let plan = try plan(source.request(position, stagesIn: folder))
            guard let name = recipe.name, position < source.recipes.count - 1 else {
                return try PlanOutline(plan, output: output)
            }
            try plan.writeOutline(to: source.path(ofStage: name, in: folder))
            return try PlanOutline(plan, output: name)
        }
        try show(outlines)
    }

    /// Makes one merge, or plans it.
    private func run(_ request: MergeRequest, output: String) throws {
        let plan = try plan(request)
        noteConfiguration(of: plan, output)
        if dryRun { return try show([PlanOutline(plan, output: output)]) }
        let file = try report.map {
            try TextFile($0, policy.policy, keeping: plan.inputFiles)
        }
        let line = ProgressLine(isQuiet: execution.quiet)
        let result = try line.during {
            try Interruption.during { cancellation in
                try plan.merge(into: output, cancellation: cancellation) {
                    line.show($0)
                }
            }
        }
        execution.note(result.warnings.map { "warning: " + $0 })
        try file?.write(try JSONText.text(result).text + "\n")
        // What goes to a stream may be standard output itself.
        if OutputStream.isNamed(by: output) {
            return execution.note(["\(output): \(result.bytesWritten.byteText) written"])
        }
        if json { return try StandardOutput.print(try JSONText.text(result)) }
        if !execution.quiet { try StandardOutput.print(ReportText.summary(result)) }
    }

    /// What the user says of the network.
    private var choices: ModelChoices {
        ModelChoices(activation: activation, headCount: heads, textHeadCount: textHeads)
    }

    /// Plans one merge.
    private func plan(_ request: MergeRequest) throws -> MergePlan {
        let plan = try MergePlan(request, options: options)
        try reading.check(plan.checkpoints)
        if let heads, let base = plan.checkpoints.first {
            try ConvertCommand.require(heads, of: base)
        }
        if dryRun { execution.note(plan.warnings.map { "warning: " + $0 }) }
        return plan
    }

    /// Says when an output folder gets no configuration, and what it would take.
    private func noteConfiguration(of plan: MergePlan, _ output: String) {
        let unstated = plan.unstatedFacts
        guard !unstated.isEmpty, case .folder = CheckpointDestination.from(path: output) else {
            return
        }
        execution.note([
            "warning: \(output): gets no configuration, because no input has one and nothing tells "
                + "\(unstated.map(\.rawValue).joined(separator: ", ")): give "
                + Advice.text(for: unstated)
        ])
    }

    /// Prints the plans of one merge, or of a recipe's one after the other.
    private func show(_ outlines: [PlanOutline]) throws {
        guard json else {
            let end = Page([.text("dry run: nothing was written")])
            return try tables.print(outlines.map(\.page).reduce(Page([]), +) + end)
        }
        try StandardOutput.print(
            outlines.count == 1 ? try JSONText.text(outlines[0]) : try JSONText.text(outlines)
        )
    }

    /// Whether arguments are a merge that can be planned; writes nothing.
    static func canPlan(_ arguments: [String]) -> Bool {
        guard let command = try? Stockpot.parseAsRoot(arguments) as? MergeCommand,
            let source = try? MergeSource(
                command.inputs,
                command.method,
                command.layers,
                command.reading,
                command.dtype,
                command.choices
            ),
            let request = try? source.request(0)
        else { return false }
        return (try? MergePlan(request, options: command.options)) != nil
    }

    private var options: ExecutionOptions {
        var options = execution.options
        options.output = policy.policy
        options.recordsChecksums = checksums
        options.recordsElements = report != nil || json
        return options
    }
}
