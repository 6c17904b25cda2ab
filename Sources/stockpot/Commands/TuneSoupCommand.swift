internal import ArgumentParser
internal import CLIPModels
internal import CLIPVision
internal import Checkpoints
internal import Evaluation
internal import MergeEngine
internal import Merging
internal import Soups
internal import TextFormats
internal import Workers

/// A parameter and the values that are tried: `NAME=FIRST:LAST:STEP`, or a list.
struct VariedParameter: ExpressibleByArgument {
    let name: String
    let values: [Double]

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, let range = DecimalRange(parts[1]) else {
            return nil
        }
        (name, values) = (parts[0], range.values)
    }
}

struct TuneSoupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Finds the value of a method's parameter that is best on several tasks.",
        discussion: """
            The tower is merged in memory for each value and measured on the held-out images of every task \
            with the task's own head. The value with the highest mean of accuracies, each as a part of that \
            of the task's own model, is merged into OUT, and recorded for merge --from. Example:

              stockpot soup tune --base pretrained model_0 model_1 -o soup --method iso_c \
            --vary alpha=.1:3:.1 --task a=images/a,a.safetensors --task b=images/b,b.safetensors

            The images choose the value: measure OUT on others, with stockpot evaluate --head NAME=FILE.
            """
    )

    @OptionGroup(title: "Inputs") var inputs: InputOptions
    @OptionGroup(title: "Reading") var reading: ReadingArguments
    @OptionGroup(title: "Method") var method: MethodOptions
    @OptionGroup(title: "Layers") var layers: LayerOptions
    @OptionGroup(title: "Models") var vision: TowerArguments
    @OptionGroup(title: "Execution") var execution: ExecutionArguments

    @Option(name: .shortAndLong, help: .value("out", "Where the merge goes."), completion: .file())
    var output: String

    @Option(help: "The type of merged floating-point tensors; base keeps each tensor's own.")
    var dtype = OutputType.base

    @Option(help: .value("name=range", "The parameter and its values: FIRST:LAST:STEP, or a list."))
    var vary: VariedParameter

    @Option(
        help: .value(
            "name=dir,head",
            "A task: held-out images as --data takes them, and a head [classes, features]; may be "
                + "repeated."
        )
    )
    var task: [TaskArgument]

    @OptionGroup var singles: SingleArguments

    @OptionGroup var images: DataSetReading

    @Option(help: .value("n", "Stop after so many values without a gain."))
    var patience = 3

    @Option(
        help: .value(
            "file.jsonl",
            "Keep all accuracies here; a later run goes on there, with what it would measure on the same "
                + "images, with the same heads, of the same files."
        ),
        completion: .file()
    )
    var log: String?

    @OptionGroup var policy: OutputPolicyArguments

    @Flag(help: "Print all values and the chosen one as JSON.")
    var json = false

    @OptionGroup var tables: TableArguments

    func validate() throws {
        try OutputPath.require(output)
        let names = task.map(\.name)
        guard names.withoutRepeats.count == names.count else {
            throw ValidationError("--task: a name occurs twice")
        }
        guard !inputs.models.isEmpty else { throw ValidationError("give at least one model") }
        try CountRange.items.check(patience, "--patience")
        try singles.check(names)
        guard !singles.single.isEmpty || inputs.models.count == names.count else {
            throw ValidationError(
                "--single: \(inputs.models.count.counted("model")) for \(names.count.counted("task")): say "
                    + "which model, or which accuracy, is each task's own"
            )
        }
        try images.requireDataSets(names)
    }

    func run() throws {
        try policy.requireFree(output)
        var outcome = TuningOutcome()
        do {
            try Interruption.during { try tune($0, &outcome) }
        } catch {
            // What was measured is not lost to what comes after it.
            if !outcome.points.isEmpty { try show(outcome, isWritten: false) }
            throw error
        }
        try show(outcome, isWritten: true)
    }

    private func show(_ outcome: TuningOutcome, isWritten: Bool) throws {
        let report = TuningReport(
            outcome,
            method: method.method,
            parameter: vary.name,
            tasks: task.map(\.name),
            output: isWritten ? output : nil
        )
        try json ? StandardOutput.print(JSONText.text(report)) : tables.print(report.page)
    }
}

// MARK: - The search

extension TuneSoupCommand {
    private func tune(_ cancellation: Cancellation, _ outcome: inout TuningOutcome) throws {
        let sets = try task.map { try images.dataSet($0.name, at: $0.images) }
        execution.note(sets.flatMap(\.notes).map { "warning: " + $0 })
        let tasks = zip(sets, task).map {
            TaskEvaluation.Task($0, head: reading.input($1.head))
        }
        let log = try log.map { try self.log($0, sets) }
        execution.note((log?.warnings ?? []).map { "warning: " + $0 })
        let line = ProgressLine(isQuiet: execution.quiet)
        let progress = MeasuringProgress(line, total: vary.values.count)
        let running = vision.options(threads: execution.options.threads)
        // Refuses models that do not go together, and values that there are not, before all else.
        let request = try request()
        let first = try request.recipe.setting(vary.name, to: vary.values[0])
        let check = try MergePlan(MergeRequest(first), options: execution.options)
        try reading.check(check.checkpoints)
        execution.note(check.warnings.map { "warning: " + $0 })
        try line.during {
            let alone = try zip(tasks, task).enumerated().map { place, entry in
                try single(entry.0, entry.1, place, running, log, cancellation) {
                    line.show($0)
                }
            }
            let tuner = try MergeTuner(
                request,
                varying: vary.name,
                tasks: tasks,
                singles: alone,
                running: running,
                options: execution.options
            )
            var isMeasuring = false
            try tuner.search(
                vary.values,
                patience: patience,
                log: log,
                cancellation: cancellation,
                progress: { progress.show($0) },
                willTry: { value, isKnown in
                    if isKnown { return progress.skip() }
                    if isMeasuring { progress.end() }
                    isMeasuring = true
                    progress.begin("\(vary.name)=\(JSONValue.number(value).text())")
                },
                into: &outcome
            )
            var options = execution.options
            options.output = policy.policy
            let plan = try tuner.plan(outcome.points[outcome.best].value, output: options)
            _ = try plan.merge(into: output, cancellation: cancellation)
        }
    }

    /// The merge without a value of the parameter; heads of the inputs are left out where there are some.
    private func request() throws -> MergeRequest {
        var recipe = layers.applied(
            to: try method.recipe(base: inputs.base, models: inputs.models, type: dtype.type)
        ).completed(reading.options, ModelChoices())
        if layers.head == nil {
            let all = try ([inputs.base].compactMap(\.self) + inputs.models).map(reading.open)
            let names = all.flatMap { $0.tensors.map(\.name) }
            if names.contains(where: { TensorPlace($0).role == .head }) {
                recipe.options.head = .drop
            }
        }
        return MergeRequest(recipe)
    }

    /// The accuracy of a task's own model: given, or that of the model at its place.
    private func single(
        _ task: TaskEvaluation.Task,
        _ argument: TaskArgument,
        _ place: Int,
        _ running: CLIPModelOptions,
        _ log: TuningLog?,
        _ cancellation: Cancellation,
        _ progress: @escaping ProgressListener
    ) throws -> Double {
        let path: String
        switch singles.source(of: argument.name) {
        case .accuracy(let known): return known
        case .model(let model): path = model
        case nil: path = inputs.models[place]
        }
        let measure = {
            let model = try CLIPModel(reading.open(path), options: running)
            let evaluation = EvaluationOptions(threads: execution.options.threads)
            let score = try TaskEvaluation([model], [task], options: evaluation)
                .evaluate(cancellation: cancellation, progress: progress)[0]
            return [score.dataSets[0].accuracy.top1]
        }
        let files = try EvaluatorOptions.files(of: reading.input(path)).text()
        return try log?.accuracies(
            of: "single of \(argument.name): \(path) \(files)",
            named: "single of \(argument.name)",
            on: [argument.name],
            measure: measure
        )[0] ?? measure()[0]
    }

    /// The log, with all that its rows depend on.
    private func log(_ path: String, _ sets: [DataSet]) throws -> TuningLog {
        let inputs = [inputs.base].compactMap(\.self) + self.inputs.models
        let files = try inputs.map { try EvaluatorOptions.files(of: reading.input($0)) }
        let tasks = try zip(task, sets).map { task, set in
            JSONValue.object([
                JSONMember("name", .string(task.name)),
                JSONMember("images", .string(try set.digest())),
                JSONMember("head", EvaluatorOptions.fingerprint(of: task.head)),
            ])
        }
        let running = [vision.activation?.rawValue, vision.crop?.rawValue].map {
            $0.map(JSONValue.string) ?? .null
        }
        let sizes = [vision.heads, vision.imageSize].map {
            $0.map { JSONValue.number(Double($0)) } ?? .null
        }
        return try TuningLog(
            path,
            tasks: task.map(\.name),
            conditions: .object([
                JSONMember("files", .array(files)), JSONMember("tasks", .array(tasks)),
                JSONMember("vision", .array(running + sizes)),
            ])
        )
    }
}
