internal import ArgumentParser
internal import CLIPVision
internal import Checkpoints
internal import Evaluation
internal import EvaluationResults
internal import MergeEngine
internal import ModelChoice
internal import SystemFiles
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
    @OptionGroup(title: "Reading") var reading: ReadingArguments
    @OptionGroup(title: "Models") var vision: VisionArguments
    @OptionGroup(title: "Execution") var rating: RatingArguments

    @Option(
        help: ArgumentHelp(
            "The clean data set; the others are shifts. (default: ImageNet, or clean, or the first)",
            valueName: "name"
        )
    )
    var clean: String?

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
            "Keep NAME.logits and NAME.labels of every data set: of one model in a .safetensors "
                + "file, of several in a folder, a file each, with the names of images and classes.",
            valueName: "file|dir"
        ),
        completion: .file()
    )
    var predictions: String?

    @Flag(help: "Keep NAME.features too, before normalisation; with --predictions.")
    var keepFeatures = false

    @Option(
        help: ArgumentHelp(
            "Measure models on these images alone, as select anchors has chosen them.",
            valueName: "anchors.json"
        ),
        completion: .file()
    )
    var anchors: String?

    @Flag(help: "Replace an existing file of predictions.")
    var force = false

    func validate() throws {
        try ModelList.validate(models)
        guard !perClass || json else { throw ValidationError("--per-class: needs --json") }
        if let clean, !dataSets.data.contains(where: { $0.name == clean }) {
            throw ValidationError("--clean \(clean): there is no data set of this name")
        }
        guard predictions != nil || !keepFeatures else {
            throw ValidationError("--keep-features: needs --predictions")
        }
        guard anchors == nil || (dataSets.data.count == 1 && predictions == nil && jsonl == nil)
        else {
            throw ValidationError("--anchors: takes one data set; no --predictions, no --jsonl")
        }
        try predictions.map { try PredictionFiles(path: $0, models: models).validate() }
    }

    func run() throws {
        if let anchors { return try measure(onAnchors: anchors) }
        if let jsonl { try rating.warn(KnownResults.refuse(models, in: jsonl)) }
        let sets = try dataSets.dataSets()
        rating.warn(sets.flatMap(\.notes))
        let loaded = try loadedModels()
        rating.warn(loaded.flatMap(\.warnings) + sets.flatMap { set in loaded.flatMap(set.notes) })
        let writers = try predictions.map {
            try PredictionFiles(path: $0, models: models)
                .writers(loaded, sets, keepsFeatures: keepFeatures, replacing: force)
        }
        let records = zip(loaded, try evaluate(loaded, on: sets, writers ?? [])).map {
            model,
            score in
            EvaluationRecord(score, of: model, clean: clean, withClasses: perClass)
        }
        rating.warn(records.prefix(1).flatMap(AccuracyText.conversions))
        // The table first: no file that cannot be written takes it away.
        let lines = json ? try records.map(JSONText.line) : [AccuracyText.text(records)]
        try StandardOutput.print(PrintableText.joined(lines, separator: "\n"))
        for writer in writers ?? [] { try writer.commit() }
        if let jsonl {
            for record in records { try EvaluationResultFile.append(record.result, to: jsonl) }
        }
    }

    private func evaluate(
        _ models: [CLIPModel],
        on sets: [DataSet],
        _ writers: [PredictionWriter]
    ) throws -> [ModelScore] {
        let line = ProgressLine(isQuiet: rating.quiet)
        return try line.during {
            try Interruption.during { cancellation in
                try Evaluator(models, options: rating.options).evaluate(
                    sets,
                    predictions: writers,
                    cancellation: cancellation
                ) { line.show($0) }
            }
        }
    }

    private func measure(onAnchors path: String) throws {
        let anchors = try AnchorSet(FileContents.read(path), path: path)
        let set = try dataSets.dataSets()[0]
        let images = try AnchorEvaluation.images(of: set, anchors, path: path)
        let loaded = try loadedModels()
        let ratings = try rating.ratings(of: loaded, on: images)
        let found = try AnchorEvaluation(ratings, images, anchors)
        try StandardOutput.print(json ? JSONText.line(found) : SelectionText.text(found))
    }

    private func loadedModels() throws -> [CLIPModel] {
        var options = vision.options(threads: rating.threadCount, pyTorch: reading.pyTorch)
        options.keepsFeatures = keepFeatures
        return try models.map { try CLIPModel(reading.open($0), options: options) }
    }
}
