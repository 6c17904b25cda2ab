import SystemFiles
import Tensors

/// One or several PyTorch files, read as one checkpoint.
struct PyTorchReader: CheckpointReader {
    let format: CheckpointFormat
    let files: [InputFile]
    private(set) var tensors: [TensorRecord]
    let metadata: [String: String] = [:]
    private(set) var warnings: [String]

    /// Reads one file.
    init(
        _ file: InputFile,
        signature: FileSignature,
        limits: CheckpointLimits,
        _ options: PyTorchOptions
    ) throws(CheckpointError) {
        let contents = try PyTorchContents.read(
            file,
            ordinal: 0,
            signature: signature,
            limits: limits,
            options
        )
        format = contents.format
        files = [file]
        tensors = contents.tensors
        warnings = contents.warnings
    }

    /// Reads the files that an index names, and keeps the tensors that it maps.
    init(
        index: ShardIndex,
        files: [(file: InputFile, signature: FileSignature)],
        limits: CheckpointLimits,
        _ options: PyTorchOptions
    ) throws(CheckpointError) {
        format = .shardedPyTorch
        self.files = files.map(\.file)
        tensors = []
        warnings = []
        for (ordinal, (file, signature)) in files.enumerated() {
            let contents = try PyTorchContents.read(
                file,
                ordinal: ordinal,
                signature: signature,
                limits: limits,
                options
            )
            tensors += contents.tensors
            warnings += contents.warnings
        }
        tensors = try index.select(tensors, warnings: &warnings)
    }

    func read(
        _ tensor: TensorRecord,
        at byteOffset: Int,
        into destination: inout MutableRawSpan
    ) throws(CheckpointError) {
        let file = files[tensor.file]
        guard let layout = tensor.layout else {
            return try rethrowing(
                file.read(at: tensor.offset + UInt64(byteOffset), into: &destination)
            )
        }
        var gatherer = ElementGatherer(tensor, layout: layout, in: file)
        try gatherer.read(at: byteOffset, into: &destination)
    }

    func prefetch(_ tensor: TensorRecord, from byteOffset: Int, byteCount: Int) {
        guard tensor.layout == nil else { return }
        files[tensor.file].prefetch(
            from: tensor.offset + UInt64(byteOffset),
            byteCount: byteCount
        )
    }
}
