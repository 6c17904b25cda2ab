import SystemFiles
import Tensors
import TextFormats

/// Reads tensors that lie in the files of several checkpoints, under names of their own.
struct AssembledReader: CheckpointReader {
    /// A tensor as the checkpoint that holds it knows it.
    typealias Source = (part: Int, record: TensorRecord)

    let tensors: TensorList

    private let parts: [any CheckpointReader]
    /// For each tensor the part that holds it, and its record there.
    private let places: [Int32]
    private let records: [TensorRecord]

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
        var (names, columns) = (TensorNames(), TensorColumns())
        for (name, source) in tensors {
            names.append(name)
            columns.append(source.record, file: firstFiles[source.part] + source.record.file)
        }
        self.tensors = TensorList(names, columns)
        places = tensors.map { Int32($0.source.part) }
        records = tensors.map(\.source.record)
    }

    /// Where a tensor comes from.
    func source(of tensor: TensorRecord) -> Source {
        precondition(
            tensor.table === tensors.table,
            "'\(tensor.name)' is not a tensor of this assembly"
        )
        return (Int(places[tensor.number]), records[tensor.number])
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
