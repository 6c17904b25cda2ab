internal import ArgumentParser
internal import Soups

/// A data set as users write it: `NAME=DIR`.
struct DataSetArgument: ExpressibleByArgument {
    let folder: DataSetFolder

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        folder = DataSetFolder(name: parts[0], path: parts[1])
    }
}
