internal import Checkpoints
internal import ReferenceMerging
internal import Tensors

/// One tensor of one checkpoint, whole in memory.
struct NaiveTensor {
    let name: String
    let type: ElementType
    let shape: TensorShape
    let bytes: [UInt8]
    /// The type to which its elements are rounded.
    private let rounding: ReferenceElementType?

    init?(
        _ name: String,
        in checkpoint: Checkpoint,
        roundedTo rounding: ReferenceElementType? = nil
    ) throws(CheckpointError) {
        guard let record = checkpoint[name] else { return nil }
        var buffer = AlignedBuffer<UInt8>(repeating: 0, count: record.byteCount)
        var destination = buffer.mutableBytes(0..<record.byteCount)
        try checkpoint.read(record, at: 0, into: &destination)
        self.name = name
        self.rounding = rounding
        type = record.type
        shape = record.shape
        bytes = buffer.span.indices.map { buffer.span[$0] }
    }

    /// The type in which the reference computes, or nil where tensors are copied.
    var referenceType: ReferenceElementType? { ReferenceElementType(name: type.name) }

    /// The elements as the reference decodes them.
    var values: [Double] {
        let values = referenceType?.decode(bytes) ?? []
        return rounding.map { type in values.map(type.round) } ?? values
    }
}
