/// The element types in which tensors are merged by arithmetic.
public enum FloatingPointType: Sendable, CaseIterable {
    case f16, bf16, f32, f64
}

extension FloatingPointType {
    /// The floating-point type behind an element type, or nil when it has no arithmetic here.
    public init?(_ type: ElementType) {
        switch type {
        case .f16: self = .f16
        case .bf16: self = .bf16
        case .f32: self = .f32
        case .f64: self = .f64
        default: return nil
        }
    }

    /// The element type under which a file stores it.
    public var elementType: ElementType {
        switch self {
        case .f16: .f16
        case .bf16: .bf16
        case .f32: .f32
        case .f64: .f64
        }
    }

    /// The name in PyTorch, and in recipes and configurations.
    public var nameInPyTorch: String {
        switch self {
        case .f16: "float16"
        case .bf16: "bfloat16"
        case .f32: "float32"
        case .f64: "float64"
        }
    }

    /// The number of bytes in one element.
    public var byteWidth: Int { elementType.bitWidth / 8 }
}
