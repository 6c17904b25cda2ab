public import Tensors

/// The elements of a tensor that share one ratio.
public enum Granularity: String, Sendable, CaseIterable {
    /// The whole tensor.
    case tensor
    /// Each vector along the last dimension.
    case lastDimension = "lastdim"
    /// Each index of the first dimension, the rest flattened: a filter of a convolution.
    case outputRow = "outrow"
    /// Each vector along the first dimension: a column of a matrix.
    case firstDimension = "firstdim"

    /// Whether the elements that share a ratio are one after another; if not, they are a column
    /// of the tensor as a matrix with as many rows as the first dimension has indices.
    public var isContiguous: Bool { self != .firstDimension }

    /// The number of elements that share a ratio.
    ///
    /// Vectors and scalars are one row.
    public func rowLength(of shape: TensorShape) -> Int {
        guard let first = shape.dimensions.first, let last = shape.dimensions.last,
            shape.dimensions.count > 1
        else { return shape.elementCount }
        return switch self {
        case .tensor: shape.elementCount
        case .lastDimension: last
        case .firstDimension: first
        case .outputRow: first == 0 ? 0 : shape.elementCount / first
        }
    }
}
