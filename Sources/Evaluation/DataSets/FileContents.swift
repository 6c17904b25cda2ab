internal import Checkpoints
internal import SystemFiles

/// Whole files.
enum FileContents {
    /// The bytes of a file.
    ///
    /// - Throws: `CheckpointError` when it is not there or cannot be read; `EvaluationError` when
    ///   it is larger than any image or list of labels.
    static func read(_ path: String) throws -> [UInt8] {
        let file = try InputFile.open(path)
        guard let count = Int(exactly: file.byteCount), count <= largestFile else {
            throw EvaluationError.dataSet(
                path: path,
                reason: "has \(file.byteCount) bytes; at most \(largestFile) are read"
            )
        }
        return try file.bytes(at: 0, count: count)
    }
}

private let largestFile = 1 << 28
