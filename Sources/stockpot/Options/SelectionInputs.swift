internal import ArgumentParser
internal import CLIPVision
internal import Evaluation
internal import ModelChoice
internal import SystemFiles

/// A data set by its name, or by name and path.
struct NamedSource: ExpressibleByArgument {
    let name: String
    let path: String?

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard let first = parts.first, !first.isEmpty, !argument.hasPrefix("=") else { return nil }
        (name, path) = (first, parts.count == 2 ? parts[1] : nil)
    }
}

/// The predictions that a selection starts from.
struct SelectionInputs: ParsableArguments {
    @Argument(
        help: """
            Models, which are run; or files of evaluate --predictions; or one .csv file with a header \
            item,MODEL,MODEL...[,label].
            """,
        completion: .file()
    )
    var predictions: [String]

    @Option(
        help: .value(
            "name[=path]",
            "The data set: NAME=PATH for models, NAME for files of predictions."
        )
    )
    var data: [NamedSource] = []

    @OptionGroup(title: "Reading") var reading: ReadingArguments
    @OptionGroup(title: "Models") var vision: VisionArguments
    @OptionGroup(title: "Execution") var rating: RatingArguments

    @Flag(help: "Print what would be computed, and stop.")
    var dryRun = false

    /// Whether the predictions are those of one .csv file.
    var isTable: Bool { predictions.count == 1 && predictions[0].hasSuffix(".csv") }

    func validate() throws {
        try ModelList.validate(predictions)
        guard !data.isEmpty else { throw ValidationError("--data NAME[=PATH]: give one") }
        guard isTable || predictions.count > 1 else {
            throw ValidationError("a comparison needs at least two models")
        }
        guard Set(data.map { $0.path == nil }).count == 1 else {
            throw ValidationError("--data: NAME=PATH for all, or NAME for all")
        }
        guard !dryRun || data[0].path != nil else {
            throw ValidationError("--dry-run: nothing is run without --data NAME=PATH")
        }
        guard !isTable || data[0].path == nil else {
            throw ValidationError("--data: a .csv file holds predictions; give the NAME only")
        }
    }

    /// Prints what running the models would cost, where only that is asked for.
    ///
    /// - Returns: Whether it was.
    func printsPlan(keepsFeatures: Bool = false) throws -> Bool {
        guard dryRun else { return false }
        let (sets, loaded) = try setsAndModels(keepsFeatures: keepsFeatures)
        try StandardOutput.print(ScoreText.plan(loaded, sets))
        return true
    }

    /// The predictions on each data set.
    func tables() throws -> [PredictionTable] {
        guard data[0].path != nil else {
            return try data.map { source in
                if predictions[0].hasSuffix(".csv") {
                    return try PredictionTable(
                        text: FileContents.read(predictions[0]),
                        path: predictions[0],
                        dataSet: source.name
                    )
                }
                return try PredictionTable(files: predictions, dataSet: source.name)
            }
        }
        let (sets, loaded) = try setsAndModels()
        return try sets.map { set in
            var table = try PredictionTable(try rating.ratings(of: loaded, on: set), set)
            table.digest = try set.digest()
            return table
        }
    }

    private func setsAndModels(
        keepsFeatures: Bool = false
    ) throws -> ([DataSet], [CLIPModel]) {
        let sets = try data.map {
            try DataSet(DataSetRequest(name: $0.name, path: $0.path ?? ""))
        }
        rating.warn(sets.flatMap(\.notes))
        var options = try vision.options(threads: rating.threadCount, pyTorch: reading.pyTorch)
        options.keepsFeatures = keepsFeatures
        let loaded = try reading.open(predictions).map {
            try CLIPModel($0, options: options)
        }
        return (sets, loaded)
    }

    /// The predictions on each data set, and what it takes to tune the models' heads.
    ///
    /// - Throws: `ModelChoiceError` too for a model whose outputs are not the classes of a data set, one for
    ///   one and in their order.
    func tablesWithHeads(
        _ options: OnlineHeads.Options
    ) throws -> ([PredictionTable], OnlineHeads) {
        let (sets, loaded) = try setsAndModels(keepsFeatures: true)
        var tables: [PredictionTable] = []
        var features: [[[Float]]] = []
        for set in sets {
            let ratings = try rating.ratings(of: loaded, on: set)
            for (rating, model) in zip(ratings, loaded) {
                let own = rating.logits
                let mapped = set.classLogits(
                    own,
                    modelClassCount: model.classCount,
                    modelClassNames: model.classNames
                )
                guard mapped == own else {
                    throw ModelChoiceError.request(
                        "\(model.name): its outputs are not the classes of \(set.name) in their order, "
                            + "so that its head cannot be tuned on them"
                    )
                }
            }
            tables.append(try PredictionTable(ratings, set))
            features.append(
                zip(ratings, loaded).map { rating, model in
                    rating.headFeatures(isNormalised: model.classifier.headNormalisesFeatures)
                }
            )
        }
        let classifiers = loaded.map(\.classifier)
        return (tables, OnlineHeads(classifiers, features: features, options: options))
    }

    /// The predictions on the one data set.
    func table() throws -> PredictionTable {
        guard data.count == 1 else { throw ValidationError("--data: takes one data set") }
        return try tables()[0]
    }
}
