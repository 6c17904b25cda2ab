import Tensors

/// Reads tensors that lie in the files of several checkpoints, under names of their own.
struct AssembledReader: CheckpointReader {
    let tensors: [TensorRecord]

    private let parts: [any CheckpointReader]
    /// For each part the number of its first file among all files.
    private let firstFiles: [Int]

    /// Puts tensors together.
    ///
    /// - Parameters:
    ///   - tensors: For each of them its new name, the part that holds it, and its record there.
    ///   - parts: The readers of the checkpoints, at least one.
    init(
        _ tensors: [(name: String, part: Int, record: TensorRecord)],
        parts: [any CheckpointReader]
    ) {
        var (firstFiles, fileCount) = ([Int](), 0)
        for part in parts {
            firstFiles.append(fileCount)
            fileCount += part.files.count
        }
        self.parts = parts
        self.firstFiles = firstFiles
        self.tensors = tensors.map {
            $0.record.moved(to: $0.name, file: firstFiles[$0.part] + $0.record.file)
        }
    }

    /// The part that holds a tensor.
    func part(of tensor: TensorRecord) -> Int {
        firstFiles.lastIndex { $0 <= tensor.file } ?? 0
    }

    var format: CheckpointFormat { parts[0].format }
    var files: [InputFile] { parts.flatMap(\.files) }
    var metadata: [String: String] { parts[0].metadata }
    var warnings: [String] { [] }

    func read(
        _ tensor: TensorRecord,
        at byteOffset: Int,
        into destination: inout MutableRawSpan
    ) throws(CheckpointError) {
        let (reader, record) = source(of: tensor)
        try reader.read(record, at: byteOffset, into: &destination)
    }

    func prefetch(_ tensor: TensorRecord, from byteOffset: Int, byteCount: Int) {
        let (reader, record) = source(of: tensor)
        reader.prefetch(record, from: byteOffset, byteCount: byteCount)
    }

    private func source(of tensor: TensorRecord) -> (any CheckpointReader, TensorRecord) {
        let part = part(of: tensor)
        let record = tensor.moved(to: tensor.name, file: tensor.file - firstFiles[part])
        return (parts[part], record)
    }
}

extension TensorRecord {
    fileprivate func moved(to name: String, file: Int) -> TensorRecord {
        TensorRecord(
            name: name,
            type: type,
            shape: shape,
            byteCount: byteCount,
            file: file,
            offset: offset,
            layout: layout
        )
    }
}
