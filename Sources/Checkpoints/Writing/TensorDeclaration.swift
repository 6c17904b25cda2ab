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

/// The declarations of listed tensors.
///
/// - Complexity: O(1) memory; a declaration is made each time when it is asked for.
public struct TensorDeclarations: Sendable, RandomAccessCollection {
    private let tensors: TensorList

    /// Names the tensors.
    public init(_ tensors: TensorList) { self.tensors = tensors }

    /// The position of the first tensor.
    public var startIndex: Int { tensors.startIndex }
    /// The position behind the last tensor.
    public var endIndex: Int { tensors.endIndex }

    /// The declaration of a tensor.
    public subscript(position: Int) -> TensorDeclaration {
        let tensor = tensors[position]
        return TensorDeclaration(name: tensor.name, type: tensor.type, shape: tensor.shape)
    }
}
