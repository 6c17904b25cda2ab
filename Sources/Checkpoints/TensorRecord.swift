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

    /// Describes a tensor that is in no file: its values come from elsewhere.
    ///
    /// - Precondition: The elements fill whole bytes, and their number does not overflow.
    public init(name: String, type: ElementType, shape: TensorShape) {
        guard let byteCount = type.byteCount(of: shape.elementCount) else {
            preconditionFailure("tensor '\(name)' takes no whole number of bytes")
        }
        self.init(
            name: name,
            type: type,
            shape: shape,
            byteCount: byteCount,
            file: 0,
            offset: 0,
            layout: nil
        )
    }

    init(
        name: String,
        type: ElementType,
        shape: TensorShape,
        byteCount: Int,
        file: Int,
        offset: UInt64,
        layout: ElementLayout? = nil
    ) {
        self.name = name
        self.type = type
        self.shape = shape
        self.byteCount = byteCount
        self.file = file
        self.offset = offset
        self.layout = layout
    }

    /// The byte of the file behind the last one of the tensor.
    var end: UInt64 { offset + UInt64(byteCount) }
}
