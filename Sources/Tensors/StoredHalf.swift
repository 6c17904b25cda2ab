/// An IEEE 754 binary16 number.
struct StoredHalf: StoredNumber {
    let bits: UInt16

    @inline(__always)
    var nonFiniteFlag: UInt16 { bits & 0x7fff &+ 0x0400 }

    @inline(__always)
    var double: Double { Double(single) }

    /// Moves exponent and fraction to where a 32-bit number has them.
    ///
    /// The multiplication corrects the exponent's bias, and normalises subnormal numbers; the
    /// carry out of an exponent of all ones keeps infinity and NaN what they are.
    @inline(__always)
    var single: Float {
        let magnitude = UInt32(bits & 0x7fff)
        let finite = Float(bitPattern: magnitude << 13) * 0x1p112
        let carry = (magnitude &+ 0x400) & 0x8000
        let special = (carry &<< 16) &- (carry &<< 8)
        return Float(bitPattern: finite.bitPattern | special | UInt32(bits & 0x8000) << 16)
    }

    @inline(__always)
    init(rounding value: Double) { bits = halfFormat.bits(rounding: value) }

    @inline(__always)
    init(rounding value: Float) { self.init(rounding: Double(value)) }
}

private let halfFormat = NarrowFormat(fractionBits: 10, exponentBits: 5)
