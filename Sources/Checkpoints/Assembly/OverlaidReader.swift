import SystemFiles
import Tensors

/// Reads the tensors of another reader, but for some that are computed.
struct OverlaidReader: CheckpointReader {
    /// A tensor's offset is its number, by which its bytes are found.
    let tensors: TensorList
    let files: [InputFile]

    private let source: any CheckpointReader
    private let records: TensorList
    private let computed: [Int: any ComputedTensor]

    /// - Parameters:
    ///   - source: Reads what is not computed.
    ///   - records: Its tensors, under the names that the result has.
    ///   - computed: The computed tensors, by position.
    ///   - others: Files that they are made of in addition.
    init(
        _ source: any CheckpointReader,
        _ records: TensorList,
        _ computed: [Int: any ComputedTensor],
        others: [InputFile]
    ) {
        (self.source, self.records, self.computed) = (source, records, computed)
        files = source.files + others
        var columns = TensorColumns()
        for (number, record) in records.enumerated() {
            let type = computed[number] == nil ? record.type : .f64
            columns.append(
                type,
                record.shape,
                file: record.file,
                offset: UInt64(number),
                writtenType: record.writtenType
            )
        }
        tensors = TensorList(records.names, columns)
    }

    var format: CheckpointFormat { source.format }
    var metadata: CheckpointMetadata { source.metadata }
    var warnings: [String] { [] }

    func read(
        _ tensor: TensorRecord,
        at byteOffset: Int,
        into destination: inout MutableRawSpan
    ) throws(CheckpointError) {
        let number = Int(tensor.offset)
        guard let computed = computed[number] else {
            return try source.read(records[number], at: byteOffset, into: &destination)
        }
        precondition(byteOffset % 8 == 0, "64-bit elements begin at multiples of eight")
        try computed.read(from: byteOffset / 8, into: &destination)
    }

    func prefetch(_ tensor: TensorRecord, from byteOffset: Int, byteCount: Int) {
        let number = Int(tensor.offset)
        let (record, width) = (records[number], records[number].type.bitWidth)
        guard computed[number] != nil else {
            return source.prefetch(record, from: byteOffset, byteCount: byteCount)
        }
        let first = byteOffset / 64 * width
        let count = min(byteCount / 64 * width, record.byteCount - first)
        if count > 0 { source.prefetch(record, from: first, byteCount: count) }
    }
}
