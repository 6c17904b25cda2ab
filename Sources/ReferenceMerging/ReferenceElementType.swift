/// A floating-point type in which a checkpoint stores its numbers.
///
/// The type is described by nothing but the widths of its fields, as IEEE 754 lays them out:
/// one sign bit, then the exponent, then the mantissa.
package enum ReferenceElementType: Sendable, CaseIterable {
    /// IEEE 754 binary16: 5 exponent bits, 10 mantissa bits.
    case f16
    /// The upper half of binary32: 8 exponent bits, 7 mantissa bits.
    case bf16
    /// IEEE 754 binary32: 8 exponent bits, 23 mantissa bits.
    case f32
    /// IEEE 754 binary64: 11 exponent bits, 52 mantissa bits.
    case f64

    /// Finds the type by its name in a checkpoint header: `F16`, `BF16`, `F32` or `F64`.
    ///
    /// The result is nil for every other name.
    ///
    /// - Parameter name: The name, in capital letters.
    package init?(name: String) {
        switch name {
        case "F16": self = .f16
        case "BF16": self = .bf16
        case "F32": self = .f32
        case "F64": self = .f64
        default: return nil
        }
    }
}

extension ReferenceElementType {
    /// The number of bits of the biased exponent.
    var exponentBits: Int {
        switch self {
        case .f16: 5
        case .bf16, .f32: 8
        case .f64: 11
        }
    }

    /// The number of bits of the mantissa that are stored.
    var mantissaBits: Int {
        switch self {
        case .f16: 10
        case .bf16: 7
        case .f32: 23
        case .f64: 52
        }
    }

    /// The number of bytes of one number.
    var byteCount: Int { (1 + exponentBits + mantissaBits) / 8 }

    /// The exponent field that marks infinities and NaNs: all ones.
    var specialExponentField: UInt64 { (1 << UInt64(exponentBits)) - 1 }

    /// The number subtracted from the exponent field: 15, 127 or 1023.
    var exponentBias: Int { (1 << (exponentBits - 1)) - 1 }

    /// The exponent of the smallest normal number, which the subnormal numbers share.
    var smallestExponent: Int { 1 - exponentBias }

    /// The exponent of the largest finite number.
    var largestExponent: Int { exponentBias }

    /// The largest finite number: (2 - 2^-mantissaBits) · 2^largestExponent.
    var largestFinite: Double {
        (2 - powerOfTwo(-mantissaBits)) * powerOfTwo(largestExponent)
    }
}

/// Returns 2^exponent, exactly; zero or infinity outside the range of Double.
func powerOfTwo(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
}
