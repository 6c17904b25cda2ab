package import Tensors

/// A tensor as a PyTorch file describes it, checked: a view of a storage within the file.
package struct TensorView: Sendable {
    /// The name in the dictionary.
    package let name: String
    /// The type of the elements.
    package let type: ElementType
    /// The dimensions, outermost first.
    package let shape: TensorShape
    /// The number of bytes that the elements take.
    package let byteCount: Int
    /// Where in the file the first element is.
    package let offset: UInt64
    /// How the elements lie from there on; nil when they are consecutive and little-endian.
    package let layout: ElementLayout?
}
