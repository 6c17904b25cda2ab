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
    public var nameInPyTorch: String { names[0] }

    /// The type of a name that programs give it, with or without `torch.`; nil where there is none.
    package init?(named name: String) {
        let short = name.hasPrefix("torch.") ? String(name.dropFirst("torch.".count)) : name
        let all: [FloatingPointType] = [.f16, .bf16, .f32, .f64]
        guard let type = all.first(where: { $0.names.contains(short) }) else { return nil }
        self = type
    }

    /// The names that programs give it, PyTorch's first.
    private var names: [String] {
        switch self {
        case .f16: ["float16", "f16", "fp16", "half"]
        case .bf16: ["bfloat16", "bf16"]
        case .f32: ["float32", "f32", "fp32", "float"]
        case .f64: ["float64", "f64", "fp64", "double"]
        }
    }

    /// The number of bytes in one element.
    public var byteWidth: Int { elementType.bitWidth / 8 }
}

extension FloatingPointType {
    /// Whether another type holds every value of this one.
    public func isHeld(by other: FloatingPointType) -> Bool {
        switch (self, other) {
        case (_, .f64), (.f16, .f32), (.bf16, .f32): true
        default: self == other
        }
    }
}
