public import Tensors

/// What a method may know of a layer before any of its data are read.
public struct LayerTraits: Sendable {
    /// The tensor's name.
    public let name: String
    /// The tensor's shape.
    public let shape: TensorShape

    /// Creates a description.
    public init(name: String, shape: TensorShape) {
        self.name = name
        self.shape = shape
    }

    /// The number of its elements.
    public var elementCount: Int { shape.elementCount }

    /// The parts of the name between dots.
    var components: [Substring] { name.split(separator: ".") }

    /// Whether it holds statistics of a batch normalisation, which are never extrapolated: a
    /// variance could become negative.
    var isRunningStatistic: Bool {
        components.last == "running_mean" || components.last == "running_var"
    }
}
