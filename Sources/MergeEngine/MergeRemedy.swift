public import CLIPModels

/// What may be done about inputs that cannot be merged as they are.
public enum MergeRemedy: Sendable, Hashable {
    /// Convert an input: to another dialect, or so that its names begin with a prefix.
    case conversion(of: String, dialect: Dialect?, prefix: String?)
    /// Leave the base's tensors alone that it does not have: take the head from the models.
    case headOfModels
    /// Merge what all inputs have.
    case sharedTensors
    /// Keep the base's values of a tensor.
    case baseValues(of: String)
    /// Average a tensor plainly.
    case plainAverage(of: String)
    /// Give the output a wider type.
    case widerType
    /// Allow so many bytes of memory.
    case memory(Int)
}

extension MergeError {
    /// What may be done about it; whether that works depends on the other inputs.
    public var remedy: MergeRemedy? {
        switch self {
        case .mixedDialects(_, let dialect, let model, _):
            dialect == .unknown ? nil : .conversion(of: model, dialect: dialect, prefix: nil)
        case .mixedPrefixes(let base, let basePrefix, let model, let modelPrefix, let convertsBase):
            convertsBase
                ? .conversion(of: base, dialect: nil, prefix: modelPrefix)
                : .conversion(of: model, dialect: nil, prefix: basePrefix)
        case .differingNames(_, let missing, let unexpected):
            missing.isEmpty && unexpected.allSatisfy { TensorPlace($0).role == .head }
                ? .headOfModels : .sharedTensors
        case .lackingTensors: .sharedTensors
        case .differingBytes(let tensor, _, _, _), .nonFinite(let tensor, _, _):
            .baseValues(of: tensor)
        case .squaresOverflow(let tensor), .squaresUnderflow(let tensor): .plainAverage(of: tensor)
        case .overflow: .widerType
        case .insufficientMemory(_, let needed): .memory(needed)
        case .undefinedResult, .differingModels, .differingShapes, .differingTypes, .noArithmetic:
            nil
        }
    }
}
