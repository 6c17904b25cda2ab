internal import ArgumentParser
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
        help: ArgumentHelp(
            "The data set: NAME=PATH for models, NAME for files of predictions.",
            valueName: "name[=path]"
        )
    )
    var data: [NamedSource] = []

    @OptionGroup(title: "Reading") var reading: ReadingArguments
    @OptionGroup(title: "Models") var vision: VisionArguments
    @OptionGroup(title: "Execution") var rating: RatingArguments

    func validate() throws {
        try ModelList.validate(predictions)
        guard !data.isEmpty else { throw ValidationError("--data NAME[=PATH]: give one") }
        let isTable = predictions.count == 1 && predictions[0].hasSuffix(".csv")
        guard isTable || predictions.count > 1 else {
            throw ValidationError("a comparison needs at least two models")
        }
        guard Set(data.map { $0.path == nil }).count == 1 else {
            throw ValidationError("--data: NAME=PATH for all, or NAME for all")
        }
        guard !isTable || data[0].path == nil else {
            throw ValidationError("--data: a .csv file holds predictions; give the NAME only")
        }
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
        let sets = try data.map {
            try DataSet(DataSetRequest(name: $0.name, path: $0.path ?? ""))
        }
        rating.warn(sets.flatMap(\.notes))
        let options = vision.options(threads: rating.threadCount, pyTorch: reading.pyTorch)
        let loaded = try predictions.map {
            try CLIPModel(reading.open($0), options: options)
        }
        return try sets.map { set in
            try PredictionTable(try rating.ratings(of: loaded, on: set), set)
        }
    }

    /// The predictions on the one data set.
    func table() throws -> PredictionTable {
        guard data.count == 1 else { throw ValidationError("--data: takes one data set") }
        return try tables()[0]
    }
}
