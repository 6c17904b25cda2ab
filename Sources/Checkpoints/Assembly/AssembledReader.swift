import SystemFiles
import Tensors
import TextFormats

/// Reads tensors that lie in the files of several checkpoints, under names of their own.
struct AssembledReader: CheckpointReader {
    /// A tensor as the checkpoint that holds it knows it.
    typealias Source = (part: Int, record: TensorRecord)

    let tensors: [TensorRecord]

    private let parts: [any CheckpointReader]
    private let sources: [UTF8Key: Source]

    /// Puts tensors together.
    ///
    /// - Parameters:
    ///   - tensors: For each of them its new name, the part that holds it, and its record there.
    ///   - parts: The readers of the checkpoints, at least one.
    /// - Precondition: No two tensors have the same new name.
    init(_ tensors: [(name: String, source: Source)], parts: [any CheckpointReader]) {
        var (firstFiles, fileCount) = ([Int](), 0)
        for part in parts {
            firstFiles.append(fileCount)
            fileCount += part.files.count
        }
        self.parts = parts
        self.tensors = tensors.map { name, source in
            source.record.changed(
                name: name,
                file: firstFiles[source.part] + source.record.file
            )
        }
        sources = Dictionary(uniqueKeysWithValues: tensors.map { (UTF8Key($0.name), $0.source) })
    }

    /// Where a tensor comes from.
    func source(of tensor: TensorRecord) -> Source {
        guard let source = sources[UTF8Key(tensor.name)] else {
            preconditionFailure("'\(tensor.name)' is not a tensor of this assembly")
        }
        return source
    }

    var format: CheckpointFormat { parts[0].format }
    var files: [InputFile] { parts.flatMap(\.files) }
    var metadata: CheckpointMetadata { parts[0].metadata }
    var warnings: [String] { [] }

    func read(
        _ tensor: TensorRecord,
        at byteOffset: Int,
        into destination: inout MutableRawSpan
    ) throws(CheckpointError) {
        let (part, record) = source(of: tensor)
        try parts[part].read(record, at: byteOffset, into: &destination)
    }

    func prefetch(_ tensor: TensorRecord, from byteOffset: Int, byteCount: Int) {
        let (part, record) = source(of: tensor)
        parts[part].prefetch(record, from: byteOffset, byteCount: byteCount)
    }

    func memory(of tensor: TensorRecord) -> BorrowedMemory? {
        let (part, record) = source(of: tensor)
        return parts[part].memory(of: record)
    }
}
