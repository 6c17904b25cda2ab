internal import ArgumentParser
internal import CLIPVision
internal import Calibration
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

            --ensemble adds the accuracy of the mean of all models' probabilities, with --average logits \
            of their logits. --cover measures \
            models that serve the classes between them, as zoo cover has chosen them.

            --head NAME=FILE for each data set measures towers on several tasks, each with its own head:

              stockpot evaluate tower --data a=images/a --data b=images/b --head a=a.safetensors \
            --head b=b.safetensors --single a=0.9 --single b=0.8
            """
    )

    @Argument(help: "The models.", completion: .file())
    var models: [String] = []

    @OptionGroup(title: "Data sets") var dataSets: DataSetArguments
    @OptionGroup(title: "Reading") var reading: ReadingArguments
    @OptionGroup(title: "Models") var vision: VisionArguments
    @OptionGroup(title: "Execution") var rating: RatingArguments

    @OptionGroup var singles: SingleArguments

    @Option(
        help: .value(
            "name",
            "The clean data set; the others are shifts. (default: ImageNet, or clean, or the first)"
        )
    )
    var clean: String?

    @Flag(help: "Print one JSON record to a line for each model.")
    var json = false

    @OptionGroup var tables: TableArguments

    @Flag(help: "Give the accuracy within each class too; with --json.")
    var perClass = false

    @Option(
        help: .value("file.jsonl", "Append a line for each model to this file."),
        completion: .file()
    )
    var jsonl: String?

    @Option(
        help: .value(
            "file|dir",
            "Keep NAME.logits and NAME.labels of every data set, with the names of images and "
                + "classes: of one model in a .safetensors file, of several in a folder, a file each."
        ),
        completion: .file()
    )
    var predictions: String?

    @Flag(help: "Keep NAME.features too, before normalisation; with --predictions.")
    var keepFeatures = false

    @Option(
        help: .value(
            "anchors.json",
            "Measure models on these images alone, as select anchors has chosen them."
        ),
        completion: .file()
    )
    var anchors: String?

    @Flag(help: "Measure the mean of all models' answers too.")
    var ensemble = false

    @Option(help: "What --ensemble averages over models. (default: probabilities)")
    var average: EnsembleAveraging?

    @Option(
        help: .value(
            "cover.json",
            "Measure the models of this file together, each for the classes that it serves."
        ),
        completion: .file()
    )
    var cover: String?

    @Flag(help: "Replace an existing file of predictions.")
    var force = false

    func validate() throws {
        guard cover == nil || models.isEmpty else {
            throw ValidationError("--cover: names its models itself; give no others")
        }
        if cover == nil { try ModelList.validate(models) }
        guard cover == nil || (predictions == nil && anchors == nil && !ensemble) else {
            throw ValidationError("--cover: takes no --predictions, --anchors or --ensemble")
        }
        guard !ensemble || (models.count > 1 && anchors == nil) else {
            throw ValidationError("--ensemble: takes at least two models, and no --anchors")
        }
        guard average == nil || ensemble else {
            throw ValidationError("--average: needs --ensemble")
        }
        guard !perClass || json else { throw ValidationError("--per-class: needs --json") }
        if let clean, !dataSets.data.contains(where: { $0.name.isExactly(clean) }) {
            throw ValidationError("--clean \(clean): there is no data set of this name")
        }
        guard predictions != nil || !keepFeatures else {
            throw ValidationError("--keep-features: needs --predictions")
        }
        guard anchors == nil || (dataSets.data.count == 1 && predictions == nil && jsonl == nil)
        else {
            throw ValidationError("--anchors: takes one data set, and no --predictions or --jsonl")
        }
        try validateTasks()
        try predictions.map { try PredictionFiles(path: $0, models: models).validate() }
    }

    func run() throws {
        if let anchors { return try measure(onAnchors: anchors) }
        if let cover { return try measure(cover: cover) }
        if try !vision.taskHeads(dataSets.data.map(\.name)).isEmpty { return try measureTasks() }
        if let jsonl {
            let names = models + (ensembleName.map { [$0] } ?? [])
            try rating.warn(KnownResults.refuse(names, in: jsonl))
        }
        let sets = try dataSets.dataSets()
        rating.warn(sets.flatMap(\.notes))
        let loaded = try loadedModels()
        rating.warn(loaded.flatMap(\.warnings) + sets.flatMap { set in loaded.flatMap(set.notes) })
        let writers = try predictions.map {
            try PredictionFiles(path: $0, models: models)
                .writers(loaded, sets, keepsFeatures: keepFeatures, OutputPolicy(replaces: force))
        }
        let scores = try evaluate(loaded, on: sets, writers ?? [])
        var records = zip(loaded, scores).map { model, score in
            EvaluationRecord(score, of: model, clean: clean, withClasses: perClass)
        }
        if let together = scores.dropFirst(models.count).first {
            records.append(record(of: together, models))
        }
        rating.warn(records.prefix(1).flatMap(AccuracyText.conversions))
        try deliver(records, writers ?? [])
    }

    func deliver(_ records: [EvaluationRecord], _ writers: [PredictionWriter] = []) throws {
        // The table first: no file that cannot be written takes it away.
        if json {
            let lines = try records.map(JSONText.text)
            try StandardOutput.print(PrintableText.joined(lines, separator: "\n"))
        } else {
            try tables.print(AccuracyText.page(records, clean: clean))
        }
        for writer in writers { try writer.commit() }
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
                var evaluator = Evaluator(models, options: rating.options)
                evaluator.averaging = average ?? .probabilities
                return try evaluator.evaluate(
                    sets,
                    predictions: writers,
                    ensemble: ensembleName,
                    cancellation: cancellation
                ) { line.show($0) }
            }
        }
    }

    private var ensembleName: String? {
        ensemble ? "ensemble of " + models.map(ModelName.of).joined(separator: " + ") : nil
    }

    private func record(of score: ModelScore, _ members: [String]) -> EvaluationRecord {
        EvaluationRecord(score, ofEnsemble: members, clean: clean, withClasses: perClass)
    }

    private func measure(cover path: String) throws {
        if let jsonl { try rating.warn(KnownResults.refuse([path], in: jsonl)) }
        let cover = try ModelCover(FileContents.read(path), path: path)
        let sets = try dataSets.dataSets()
        rating.warn(sets.flatMap(\.notes))
        let running = try vision.options(threads: rating.threadCount, pyTorch: reading.pyTorch)
        let loaded = try cover.models.map { try CLIPModel(reading.open($0), options: running) }
        rating.warn(loaded.flatMap(\.warnings))
        let counts = loaded.map(\.classCount)
        try cover.check(classCounts: counts, path: path)
        let places = try sets.map { (UTF8Key($0.name), try cover.classPlaces(of: $0, path: path)) }
        let placesByName = Dictionary(places, uniquingKeysWith: { first, _ in first })
        let line = ProgressLine(isQuiet: rating.quiet)
        let score = try line.during {
            try Interruption.during { cancellation in
                try Evaluator(loaded, options: rating.options).evaluate(
                    sets,
                    by: { rows, set in
                        let places = placesByName[UTF8Key(set.name)] ?? []
                        let values = cover.values(rows, classCounts: counts, places: places)
                        return (values, places.count)
                    },
                    name: path,
                    cancellation: cancellation
                ) { line.show($0) }
            }
        }
        try deliver([record(of: score, cover.models)])
    }

    private func measure(onAnchors path: String) throws {
        let anchors = try AnchorSet(FileContents.read(path), path: path)
        let set = try dataSets.dataSets()[0]
        let images = try AnchorEvaluation.images(of: set, anchors, path: path)
        let loaded = try loadedModels()
        let ratings = try rating.ratings(of: loaded, on: images)
        let found = try AnchorEvaluation(ratings, images, anchors)
        try json
            ? StandardOutput.print(JSONText.text(found)) : tables.print(SelectionText.text(found))
    }

    private func loadedModels() throws -> [CLIPModel] {
        var options = try vision.options(threads: rating.threadCount, pyTorch: reading.pyTorch)
        options.keepsFeatures = keepFeatures
        return try reading.open(models).map { try CLIPModel($0, options: options) }
    }
}
