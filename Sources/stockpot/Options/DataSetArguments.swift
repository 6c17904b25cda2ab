internal import ArgumentParser
internal import Evaluation

/// The data sets of an evaluation.
struct DataSetArguments: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "A data set; may be repeated.",
            discussion: """
                A folder with a folder of images for each class, labelled in byte order of their \
                names, or a .safetensors file with 'images', U8 [n, height, width, 3], and \
                'labels', I64 [n]. The names \
                \(KnownDataSet.allCases.map(\.rawValue).joined(separator: ", ")) bring ImageNet's \
                classes with them.
                """,
            valueName: "name=path"
        )
    )
    var data: [NamedPath] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The labels of a data set whose folder holds images: lines of a file and a number.",
            valueName: "name=file"
        )
    )
    var labels: [NamedPath] = []

    @Option(help: ArgumentHelp("Take n images of each data set, evenly spaced.", valueName: "n"))
    var limit: Int?

    @Flag(help: "Cut the red border of ObjectNet's images off; published tables do not.")
    var objectnetCrop = false

    func validate() throws {
        guard !data.isEmpty else { throw ValidationError("--data NAME=DIR: give at least one") }
        guard limit ?? 1 > 0 else { throw ValidationError("--limit: at least 1") }
        try requireDistinct(data, "--data")
        try requireDistinct(labels, "--labels")
        for entry in labels where !data.contains(where: { $0.name == entry.name }) {
            throw ValidationError("--labels \(entry.name): there is no data set of this name")
        }
    }

    private func requireDistinct(_ entries: [NamedPath], _ option: String) throws {
        let names = Dictionary(grouping: entries, by: \.name)
        for entry in entries where names[entry.name]?.count != 1 {
            throw ValidationError("\(option) \(entry.name): the name stands twice")
        }
    }

    /// Lists the data sets.
    func dataSets() throws -> [DataSet] {
        try data.map { entry in
            var request = DataSetRequest(name: entry.name, path: entry.path)
            request.labelFile = labels.first { $0.name == entry.name }?.path
            request.limit = limit
            request.cropsObjectNet = objectnetCrop
            return try DataSet(request)
        }
    }
}

/// A path with a name of its own: `NAME=PATH`.
struct NamedPath: ExpressibleByArgument {
    let name: String
    let path: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        (name, path) = (parts[0], parts[1])
    }
}
