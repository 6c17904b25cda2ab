@testable import Evaluation

/// A file of labels; each names a file, in order, once, and a number of a class.
func examine(_ input: [UInt8]) throws {
    let files = try LabelFile.read(MemoryFile.path(holding: input), folder: "x")
    require(files.allSatisfy { DataSet.labels.contains($0.label) }, "a label is not a class")
    for (first, second) in zip(files, files.dropFirst()) {
        require(
            first.path.utf8.lexicographicallyPrecedes(second.path.utf8),
            "files are not in order, or one is there twice"
        )
    }
}
