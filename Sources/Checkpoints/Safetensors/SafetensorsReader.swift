import SystemFiles
import Tensors

/// One or several safetensors files, read as one checkpoint.
struct SafetensorsReader: CheckpointReader {
    let format: CheckpointFormat
    let files: [InputFile]
    let tensors: TensorList
    private(set) var metadata = CheckpointMetadata()
    private(set) var warnings: [String] = []

    /// Reads the headers of files that belong together by being listed.
    init(
        files: [InputFile],
        format: CheckpointFormat = .safetensors,
        index: ShardIndex? = nil,
        limits: CheckpointLimits
    ) throws(CheckpointError) {
        self.format = format
        self.files = files
        var lists: [TensorList] = []
        for (ordinal, file) in files.enumerated() {
            let header = try SafetensorsHeader.read(file, ordinal: ordinal, limits: limits)
            if ordinal == 0 { metadata = header.metadata }
            lists.append(header.tensors)
            warnings += header.warnings
        }
        let all = lists.count == 1 ? lists[0] : TensorList(lists.lazy.joined())
        tensors = try index?.select(all, warnings: &warnings) ?? all
    }

    /// Reads the files that an index names, and keeps the tensors that it maps.
    init(
        index: ShardIndex,
        files: [InputFile],
        limits: CheckpointLimits
    ) throws(CheckpointError) {
        try self.init(files: files, format: .shardedSafetensors, index: index, limits: limits)
    }

    func read(
        _ tensor: TensorRecord,
        at byteOffset: Int,
        into destination: inout MutableRawSpan
    ) throws(CheckpointError) {
        try rethrowing(
            files[tensor.file].read(at: tensor.offset + UInt64(byteOffset), into: &destination)
        )
    }

    func prefetch(_ tensor: TensorRecord, from byteOffset: Int, byteCount: Int) {
        files[tensor.file].prefetch(
            from: tensor.offset + UInt64(byteOffset),
            byteCount: byteCount
        )
    }
}
