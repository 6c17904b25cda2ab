public import Tensors

/// The elements of a tensor that share one ratio.
public enum Granularity: String, Sendable, CaseIterable {
    /// The whole tensor.
    case tensor
    /// Each vector along the last dimension.
    case lastDimension = "lastdim"
    /// Each index of the first dimension, the rest flattened: a filter of a convolution.
    case outputRow = "outrow"

    /// The number of consecutive elements that share a ratio.
    ///
    /// Vectors and scalars are one row.
    public func rowLength(of shape: TensorShape) -> Int {
        guard let first = shape.dimensions.first, let last = shape.dimensions.last,
            shape.dimensions.count > 1
        else { return shape.elementCount }
        return switch self {
        case .tensor: shape.elementCount
        case .lastDimension: last
        case .outputRow: first == 0 ? 0 : shape.elementCount / first
        }
    }
}
