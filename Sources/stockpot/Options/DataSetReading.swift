internal import ArgumentParser
internal import Evaluation
internal import TextFormats

/// How the images and labels of data sets are found.
struct DataSetReading: ParsableArguments {
    @Option(
        name: .long,
        help: .value(
            "name=file",
            "The labels of a data set whose folder holds images: lines of a file and a number."
        )
    )
    var labels: [NamedPath] = []

    @Option(help: .value("n", "Take n images of each data set, evenly spaced."))
    var limit: Int?

    @Flag(help: "Cut the red border of ObjectNet's images off; published tables do not.")
    var objectnetCrop = false

    /// Whether nothing is asked for.
    var isStandard: Bool { labels.isEmpty && limit == nil && !objectnetCrop }

    func validate() throws {
        try CountRange.items.check(limit, "--limit")
        try NamedPath.requireDistinct(labels, "--labels")
    }

    /// Refuses labels of a data set that there is not.
    func requireDataSets(_ names: [String]) throws {
        for entry in labels where !names.containsExactly(entry.name) {
            throw ValidationError("--labels \(entry.name): there is no data set of this name")
        }
    }

    /// Lists a data set.
    func dataSet(_ name: String, at path: String, isLimited: Bool = true) throws -> DataSet {
        var request = DataSetRequest(name: name, path: path)
        request.labelFile = labels.first { $0.name.isExactly(name) }?.path
        request.limit = isLimited ? limit : nil
        request.cropsObjectNet = objectnetCrop
        return try DataSet(request)
    }
}
