public import Tensors

/// What a checkpoint says about one of its tensors.
public struct TensorRecord: Sendable {
    /// The name in the file.
    public internal(set) var name: String
    /// The type of the elements.
    public let type: ElementType
    /// The dimensions, outermost first.
    public let shape: TensorShape
    /// The number of bytes that the elements take.
    public let byteCount: Int

    /// Which of the checkpoint's files holds the bytes.
    let file: Int
    /// Where in that file they begin.
    var offset: UInt64
    /// How the elements lie from there on; nil when they are consecutive and little-endian.
    var layout: ElementLayout?

    /// The byte of the file behind the last one of the tensor.
    var end: UInt64 { offset + UInt64(byteCount) }
}
