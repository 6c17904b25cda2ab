/// An IEEE 754 binary16 number.
struct StoredHalf: StoredNumber {
    let bits: UInt16

    @inline(__always)
    var double: Double { Double(single) }

    @inline(__always)
    var nonFiniteFlag: UInt16 { bits & 0x7fff &+ 0x0400 }

    @inline(__always)
    init(rounding value: Double) { self.init(rounding: Float(roundingToOdd: value)) }
}

extension StoredHalf {
    /// Moves exponent and fraction into place and corrects the exponent's bias.
    ///
    /// A subnormal is normalised by subtracting the power of two that its exponent field stands
    /// for, which is exact and touches only normal numbers (subnormal ones are slow).
    @inline(__always)
    var single: Float {
        let magnitude = UInt32(bits & 0x7fff) << 13
        let exponent = magnitude & halfExponentMask
        let normal = magnitude &+ biasDifference
        let special = normal &+ specialBiasDifference
        let shifted = Float(bitPattern: normal &+ oneInExponent)
        let subnormal = (shifted - Float(bitPattern: smallestNormalHalf)).bitPattern
        let value = exponent == halfExponentMask ? special : exponent == 0 ? subnormal : normal
        return Float(bitPattern: value | UInt32(bits & 0x8000) << 16)
    }

    /// Rounds to nearest even.
    ///
    /// Normal results add half of the dropped part's range as bfloat16 does. For subnormal ones
    /// the floating-point addition of `subnormalRounder`, whose last bit weighs as much as a
    /// half's, makes the processor round.
    @inline(__always)
    init(rounding value: Float) {
        let sign = value.bitPattern & 0x8000_0000
        let magnitude = value.bitPattern ^ sign
        let odd = magnitude >> 13 & 1
        let normal = (magnitude &- biasDifference &+ 0xfff &+ odd) >> 13
        let aligned = Float(bitPattern: magnitude) + Float(bitPattern: subnormalRounder)
        let subnormal = aligned.bitPattern &- subnormalRounder
        let special: UInt32 = magnitude > 0x7f80_0000 ? 0x7e00 : 0x7c00
        let finite = magnitude < smallestNormalHalf ? subnormal : normal
        let rounded = magnitude >= overflowThreshold ? special : finite
        bits = UInt16(truncatingIfNeeded: rounded | sign >> 16)
    }
}

/// The bits of the exponent of a half, shifted to where a 32-bit float begins its exponent.
private let halfExponentMask: UInt32 = 0x7c00 << 13
/// The difference of the two types' exponent biases, 127 - 15, in an exponent field.
private let biasDifference: UInt32 = (127 - 15) << 23
/// What takes the corrected exponent of infinity and NaN to all ones.
private let specialBiasDifference: UInt32 = (128 - 16) << 23
private let oneInExponent: UInt32 = 1 << 23
/// 2^-14, the smallest normal half, as a 32-bit float.
private let smallestNormalHalf: UInt32 = 113 << 23
/// 2^16: what is at least this is infinite in half; smaller values overflow by rounding.
private let overflowThreshold: UInt32 = (127 + 16) << 23
/// 1/2: the last bit of its fraction weighs 2^-24, the smallest subnormal half.
private let subnormalRounder: UInt32 = ((127 - 15) + (23 - 10) + 1) << 23
