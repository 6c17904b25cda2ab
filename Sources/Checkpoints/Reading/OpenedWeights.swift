/// A weight file, or an index and its weight files, opened and checked.
struct OpenedWeights {
    let reader: any CheckpointReader
    let index: InputFile?

    static func open(
        _ path: String,
        limits: CheckpointLimits
    ) throws(CheckpointError) -> OpenedWeights {
        let file = try InputFile.open(path)
        guard try signature(of: file, limits: limits) == .shardIndex else {
            let reader = try SafetensorsReader(files: [file], limits: limits)
            return OpenedWeights(reader: reader, index: nil)
        }
        let index = try ShardIndex.read(file, limits: limits)
        let reader = try SafetensorsReader(index: index, limits: limits)
        return OpenedWeights(reader: reader, index: file)
    }

    /// The kind of a file, once it is known to be one that is read.
    static func signature(
        of file: InputFile,
        limits: CheckpointLimits
    ) throws(CheckpointError) -> FileSignature {
        let count = min(FileSignature.byteCount, Int(file.byteCount))
        let signature = FileSignature(try file.bytes(at: 0, count: count), limits: limits)
        if let refusal = signature.refusal {
            throw CheckpointError(.unsupported, file.path, refusal)
        }
        // A damaged index should be told from what it claims to be.
        return file.path.hasSuffix(".index.json") ? .shardIndex : signature
    }
}
