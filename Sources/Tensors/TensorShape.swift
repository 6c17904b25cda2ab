internal import TextFormats

/// The dimensions of a tensor, outermost first, in row-major order.
public struct TensorShape: Sendable, Hashable {
    /// The extent of every dimension; empty for a scalar.
    public let dimensions: [Int]

    /// The number of elements: the product of the dimensions, 1 for a scalar.
    public let elementCount: Int

    /// Creates a shape.
    ///
    /// Fails when an extent is negative or the product, taken in order, overflows `Int`, even
    /// where a later extent is zero.
    ///
    /// - Parameter dimensions: The extents, outermost first.
    public init?(_ dimensions: [Int]) {
        var count = 1
        for extent in dimensions {
            guard extent >= 0, let product = count.multipliedExactly(by: extent) else { return nil }
            count = product
        }
        self.dimensions = dimensions
        self.elementCount = count
    }

    private init(dimensions: [Int], elementCount: Int) {
        self.dimensions = dimensions
        self.elementCount = elementCount
    }

    /// The shape of a single number.
    public static let scalar = TensorShape(dimensions: [], elementCount: 1)

    /// The shape of a vector.
    ///
    /// - Precondition: `count` is not negative.
    public static func vector(_ count: Int) -> TensorShape {
        precondition(count >= 0, "a vector cannot have \(count) elements")
        return TensorShape(dimensions: [count], elementCount: count)
    }
}

extension TensorShape: CustomStringConvertible {
    /// The dimensions in brackets, as PyTorch and safetensors print them.
    public var description: String {
        // One text that grows: there can be a million shapes to print.
        var text = "["
        for (position, extent) in dimensions.enumerated() {
            if position > 0 { text += ", " }
            text += String(extent)
        }
        return text + "]"
    }
}
