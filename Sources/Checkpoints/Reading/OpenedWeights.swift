import SystemFiles

/// A weight file, or an index and its weight files, opened and checked.
struct OpenedWeights {
    let reader: any CheckpointReader
    let index: InputFile?

    static func open(
        _ path: String,
        limits: CheckpointLimits,
        _ options: PyTorchOptions
    ) throws(CheckpointError) -> OpenedWeights {
        let file = try rethrowing(InputFile.open(path))
        let signature = try signature(of: file, limits: limits)
        if signature == .shardIndex { return try openShards(of: file, limits: limits, options) }
        let reader: any CheckpointReader =
            if signature.isPyTorch {
                try PyTorchReader(file, signature: signature, limits: limits, options)
            } else {
                try SafetensorsReader(files: [file], limits: limits)
            }
        return OpenedWeights(reader: reader, index: nil)
    }

    /// Opens the files that an index names, all of which must be of one kind.
    private static func openShards(
        of file: InputFile,
        limits: CheckpointLimits,
        _ options: PyTorchOptions
    ) throws(CheckpointError) -> OpenedWeights {
        let index = try ShardIndex.read(file, limits: limits)
        var shards: [(file: InputFile, signature: FileSignature)] = []
        for path in index.paths {
            let shard = try rethrowing(InputFile.open(path))
            shards.append((shard, try signature(of: shard, limits: limits)))
        }
        let count = shards.count { $0.signature.isPyTorch }
        guard count == 0 || count == shards.count else {
            let message = "names PyTorch and safetensors files; they must be of one kind"
            throw CheckpointError(.malformed, file.path, message)
        }
        let reader: any CheckpointReader =
            if count > 0 {
                try PyTorchReader(index: index, files: shards, limits: limits, options)
            } else {
                try SafetensorsReader(index: index, files: shards.map(\.file), limits: limits)
            }
        return OpenedWeights(reader: reader, index: file)
    }

    /// The kind of a file, once it is known to be one that is read.
    static func signature(
        of file: InputFile,
        limits: CheckpointLimits
    ) throws(CheckpointError) -> FileSignature {
        let count = min(FileSignature.byteCount, Int(file.byteCount))
        let signature = FileSignature(
            try rethrowing(file.bytes(at: 0, count: count)),
            limits: limits
        )
        if let refusal = signature.refusal {
            throw CheckpointError(.unsupported, file.path, refusal)
        }
        // A damaged index should be told from what it claims to be.
        return file.path.hasSuffix(".index.json") ? .shardIndex : signature
    }
}
