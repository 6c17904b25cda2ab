internal import ArgumentParser
internal import Evaluation

/// The data sets of an evaluation.
struct DataSetArguments: ParsableArguments {
    @Option(
        name: .long,
        help: .value(
            "name=path",
            "A data set; may be repeated.",
            discussion: """
                A folder with a folder of images for each class, labelled in byte order of their \
                names, or a .safetensors file with 'images', U8 [n, height, width, 3], and \
                'labels', I64 [n]. The names \
                \(KnownDataSet.allCases.map(\.rawValue).joined(separator: ", ")) bring ImageNet's \
                classes with them.
                """
        )
    )
    var data: [NamedPath] = []

    @OptionGroup var reading: DataSetReading

    func validate() throws {
        guard !data.isEmpty else { throw ValidationError("--data NAME=DIR: give at least one") }
        try NamedPath.requireDistinct(data, "--data")
        try reading.requireDataSets(data.map(\.name))
    }

    /// Lists the data sets, without the limit where another choice of images follows.
    func dataSets(isLimited: Bool = true) throws -> [DataSet] {
        try data.map { try reading.dataSet($0.name, at: $0.path, isLimited: isLimited) }
    }
}
