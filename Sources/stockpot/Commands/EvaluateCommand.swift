internal import ArgumentParser
internal import CLIPVision
internal import Checkpoints
internal import Evaluation
internal import EvaluationResults
internal import FoundationEssentials
internal import MergeEngine
internal import TextFormats

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measures the accuracy of models on labelled images.",
        discussion: """
            Example:

              stockpot evaluate merged --data ImageNet=val --data ImageNetV2=v2

            Every image is decoded once for all models, which stay in memory together. The average \
            over the shifts is that of ImageNetV2, ImageNetSketch, ImageNetR, ObjectNet and \
            ImageNetA where one of them is given, and is left out unless all five are; otherwise \
            it is that of all data sets but the clean and held-out ones.
            """
    )

    @Argument(help: "The models.", completion: .file())
    var models: [String]

    @OptionGroup(title: "Data sets") var dataSets: DataSetArguments
    @OptionGroup(title: "Models") var vision: VisionArguments

    @Option(
        help: ArgumentHelp(
            "The clean data set; the others are shifts. (default: ImageNet, or clean, or the first)",
            valueName: "name"
        )
    )
    var clean: String?

    @Option(help: ArgumentHelp("The images that a model takes at a time.", valueName: "n"))
    var batch = 32

    @Option(
        help: ArgumentHelp(
            "The threads that run models, and as many that decode. (default: one per core)",
            valueName: "n"
        )
    )
    var threads: Int?

    @Flag(help: "Print one JSON record to a line for each model.")
    var json = false

    @Flag(help: "Give the accuracy within each class too; with --json.")
    var perClass = false

    @Option(
        help: ArgumentHelp("Append a line for each model to this file.", valueName: "file.jsonl"),
        completion: .file()
    )
    var jsonl: String?

    @Option(
        help: ArgumentHelp(
            "Keep NAME.logits and NAME.labels of every data set; one model.",
            valueName: "file.safetensors"
        ),
        completion: .file()
    )
    var predictions: String?

    @Flag(help: "Replace an existing file of predictions.")
    var force = false

    @Flag(name: .shortAndLong, help: "Print errors and the result only.")
    var quiet = false

    func validate() throws {
        guard !models.isEmpty else { throw ValidationError("give at least one model") }
        guard Set(models).count == models.count else {
            throw ValidationError("a model is named twice")
        }
        try CountRange.batch.check(batch, "--batch")
        try CountRange.threads.check(threads, "--threads")
        guard !perClass || json else { throw ValidationError("--per-class: needs --json") }
        if let clean, !dataSets.data.contains(where: { $0.name == clean }) {
            throw ValidationError("--clean \(clean): there is no data set of this name")
        }
        guard let predictions else { return }
        guard models.count == 1 else { throw ValidationError("--predictions: takes one model") }
        guard predictions.hasSuffix(".safetensors") else {
            throw ValidationError("--predictions \(predictions): must end in .safetensors")
        }
    }

    func run() throws {
        if let jsonl { try warn(KnownResults.refuse(models, in: jsonl)) }
        let sets = try dataSets.dataSets()
        warn(sets.flatMap(\.notes))
        let loaded = try models.map { try vision.model($0, threads: threadCount) }
        let writer = try predictions.map {
            try PredictionWriter($0, dataSets: sets, model: loaded[0], replacing: force)
        }
        let records = zip(loaded, try evaluate(loaded, on: sets, writer)).map { model, score in
            EvaluationRecord(score, of: model, clean: clean, withClasses: perClass)
        }
        warn(records.prefix(1).flatMap(AccuracyText.conversions))
        // The table first: no file that cannot be written takes it away.
        let lines = json ? try records.map(JSONText.line) : [AccuracyText.text(records)]
        try StandardOutput.print(PrintableText.joined(lines, separator: "\n"))
        try writer?.commit()
        if let jsonl {
            for record in records { try EvaluationResultFile.append(record.result, to: jsonl) }
        }
    }

    private func evaluate(
        _ models: [CLIPModel],
        on sets: [DataSet],
        _ writer: PredictionWriter?
    ) throws -> [ModelScore] {
        let line = ProgressLine(isQuiet: quiet)
        let options = EvaluationOptions(threads: threadCount, batchSize: batch)
        return try line.during {
            try Interruption.during { cancellation in
                try Evaluator(models, options: options).evaluate(
                    sets,
                    predictions: writer,
                    cancellation: cancellation
                ) { line.show($0) }
            }
        }
    }

    private var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

    private func warn(_ lines: [String]) {
        if !quiet { for line in lines { StandardError.print("warning: \(line)") } }
    }
}
