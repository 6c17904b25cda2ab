public import Tensors

/// A tensor that an output will hold, before its bytes exist.
public struct TensorDeclaration: Sendable, Hashable {
    /// The name in the file.
    public let name: String
    /// The type of the elements.
    public let type: ElementType
    /// The dimensions, outermost first.
    public let shape: TensorShape

    /// Declares a tensor.
    public init(name: String, type: ElementType, shape: TensorShape) {
        self.name = name
        self.type = type
        self.shape = shape
    }

    /// The number of bytes that the elements take; nil where they do not fill whole bytes, or
    /// overflow.
    public var byteCount: Int? { type.byteCount(of: shape.elementCount) }
}
