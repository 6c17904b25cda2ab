import SystemFiles
import TextFormats

/// A checkpoint opened for reading: its tensors by name, and their bytes on request.
///
/// Opening reads and checks everything but the tensors' data. Data are read piece by piece, by
/// any number of threads at a time.
public final class Checkpoint: Sendable {
    /// The path under which it was opened.
    public let path: String
    /// The kind of file behind it.
    public let format: CheckpointFormat
    /// The tensors in the order of their data: file by file, by ascending offset.
    public let tensors: TensorList
    /// The free-form strings in the header of the file, or of the first shard.
    public let metadata: CheckpointMetadata
    /// Oddities that do not stop a merge but that a user should hear of.
    public let warnings: [String]
    /// The configuration and tokenizer files next to the weights, whether the folder was opened or
    /// a file in it.
    public let companionFiles: [String]
    /// The weight files, in order.
    public let files: [String]
    /// The prefixes of `ReadingOptions.strippedPrefixes` that names of tensors began with.
    public let strippedPrefixes: [String]

    let reader: any CheckpointReader
    let indexes: [InputFile]
    /// The checkpoints whose tensors this one is assembled from; none where it was opened.
    package let parts: [Checkpoint]

    /// Opens a checkpoint, as `CheckpointInput.open` says.
    convenience init(
        opening input: CheckpointInput,
        limits: CheckpointLimits,
        sharingNamesOf other: Checkpoint? = nil
    ) throws(CheckpointError) {
        let location = try CheckpointLocation.resolve(input.path)
        let opened = try OpenedWeights.open(location.weights, limits: limits, input.reading.pyTorch)
        let names = try StrippedNames(
            WrapperNames.remove(from: opened.reader.tensors),
            without: input.reading.strippedPrefixes,
            path: input.path
        )
        self.init(
            path: input.path,
            reader: opened.reader,
            tensors: names.tensors.sharingNames(of: other?.tensors),
            indexes: [opened.index].compactMap(\.self),
            parts: [],
            warnings: location.warnings + opened.reader.warnings,
            companionFiles: location.companionFiles,
            strippedPrefixes: names.found
        )
    }

    init(
        path: String,
        reader: any CheckpointReader,
        tensors: TensorList,
        indexes: [InputFile],
        parts: [Checkpoint],
        warnings: [String],
        companionFiles: [String],
        strippedPrefixes: [String]
    ) {
        self.path = path
        self.reader = reader
        self.indexes = indexes
        self.parts = parts
        self.warnings = warnings
        self.companionFiles = companionFiles
        self.strippedPrefixes = strippedPrefixes
        format = reader.format
        self.tensors = tensors
        metadata = reader.metadata
        files = reader.files.map(\.path)
    }

    /// The tensor of a name, or nil.
    ///
    /// - Complexity: O(1).
    public subscript(name: String) -> TensorRecord? {
        tensors.position(of: name).map { tensors[$0] }
    }

    /// Fills a span with a tensor's bytes, beginning at `byteOffset` within the tensor.
    ///
    /// - Precondition: The span's bytes lie within the tensor, which is one of this checkpoint's.
    /// - Throws: `CheckpointError` with the code `changed` when the file shrank since it was
    ///   opened, and `inputOutput` when it cannot be read.
    /// - Complexity: O(bytes) time, no extra memory. Any thread may call it.
    public func read(
        _ tensor: TensorRecord,
        at byteOffset: Int,
        into destination: inout MutableRawSpan
    ) throws(CheckpointError) {
        tensor.requireBytes(at: byteOffset, count: destination.byteCount)
        do throws(CheckpointError) {
            try reader.read(tensor, at: byteOffset, into: &destination)
        } catch { throw error.naming(origin(of: tensor).tensor) }
    }

    /// Hints that bytes of a tensor will be read soon; has no effect but on speed.
    ///
    /// - Precondition: The bytes lie within the tensor, which is one of this checkpoint's.
    public func prefetch(_ tensor: TensorRecord, from byteOffset: Int, byteCount: Int) {
        tensor.requireBytes(at: byteOffset, count: byteCount)
        reader.prefetch(tensor, from: byteOffset, byteCount: byteCount)
    }

    /// Checks that no file was replaced, resized or rewritten since it was opened.
    ///
    /// - Throws: `CheckpointError` with the code `changed`.
    public func validateUnchanged() throws(CheckpointError) {
        for file in sources { try rethrowing(file.validateUnchanged()) }
    }

    /// Every file that was opened: the weights, and the index where there is one.
    var sources: [InputFile] { reader.files + indexes }

    /// The file that holds a tensor's bytes.
    func file(of tensor: TensorRecord) -> InputFile { reader.files[tensor.file] }
}

extension TensorRecord {
    fileprivate func requireBytes(at byteOffset: Int, count: Int) {
        precondition(
            byteOffset >= 0 && count >= 0 && byteOffset <= byteCount
                && count <= byteCount - byteOffset,
            "bytes \(byteOffset) + \(count) lie outside tensor '\(name)' of \(byteCount) bytes"
        )
    }
}
