import SystemFiles
import TextFormats

/// What one PyTorch file holds.
struct PyTorchContents {
    let format: CheckpointFormat
    /// The tensors in the order of their data.
    let tensors: [TensorRecord]
    let warnings: [String]

    /// Reads a file up to its data, whichever of the formats it has.
    ///
    /// - Parameters:
    ///   - file: The file.
    ///   - ordinal: Its number among the files of the checkpoint.
    ///   - signature: What its first bytes say.
    ///   - limits: What it may make the reader allocate.
    ///   - options: What to do where it holds more than one model's tensors.
    /// - Returns: The tensors, without their data.
    /// - Throws: `CheckpointError` when the file breaks a rule of its format.
    static func read(
        _ file: InputFile,
        ordinal: Int,
        signature: FileSignature,
        limits: CheckpointLimits,
        _ options: PyTorchOptions
    ) throws(CheckpointError) -> PyTorchContents {
        let contents =
            if signature == .pickle {
                try LegacyStream(file, limits: limits, options).contents(ordinal: ordinal)
            } else {
                try PyTorchArchive(file, limits: limits, options).contents(ordinal: ordinal)
            }
        return contents
    }

    init(
        format: CheckpointFormat,
        tensors: [TensorRecord],
        warnings: [String],
        path: String
    ) {
        self.format = format
        self.tensors = tensors.sorted {
            $0.offset != $1.offset ? $0.offset < $1.offset : $0.name.precedesByBytes($1.name)
        }
        self.warnings = warnings.map { "\(path): \($0)" }
    }
}
