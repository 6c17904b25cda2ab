@testable import Evaluation

/// A file of decoded images and their labels, a few of which are taken.
func examine(_ input: [UInt8]) throws {
    let file = try PixelFile(MemoryFile.path(holding: input), limit: 5)
    require(file.count <= 5, "more images than were asked for")
    for index in 0..<file.count {
        require(DataSet.labels.contains(file.label(at: index)), "a label is not a class")
        _ = try file.image(at: index)
    }
}
