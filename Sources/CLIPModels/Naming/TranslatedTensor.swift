public import Checkpoints
public import Tensors

/// A tensor as another dialect has it, and the stored tensors that its numbers come from.
public struct TranslatedTensor: Sendable {
    /// How the numbers come from those that are stored.
    public enum Operation: Sendable, Hashable {
        /// The numbers of the only source, in order.
        case copy
        /// The transpose of the only source, a matrix.
        case transpose
        /// The numbers of all sources, one after the other.
        case stack
        /// A third of the only source along its first dimension: 0, 1 or 2.
        case third(Int)
    }

    /// The name in the target's naming.
    public let name: String
    /// The type of the elements, as stored.
    public let type: ElementType
    /// The shape in the target's dialect.
    public let shape: TensorShape
    /// The stored tensors.
    public let sources: [TensorRecord]
    /// What makes one of the other.
    public let operation: Operation
}

extension TranslatedTensor {
    /// A stored tensor as it is, but for its name where another one is given.
    public init(keeping record: TensorRecord, as name: String? = nil) {
        self.init(
            name: name ?? record.name,
            type: record.type,
            shape: record.shape,
            sources: [record],
            operation: .copy
        )
    }
}
