/// A bfloat16 number: the upper half of a 32-bit float.
struct StoredBrain16: StoredNumber {
    let bits: UInt16

    @inline(__always)
    var single: Float { Float(bitPattern: UInt32(bits) << 16) }

    @inline(__always)
    var double: Double { Double(single) }

    @inline(__always)
    var nonFiniteFlag: UInt16 { bits & 0x7fff &+ 0x0080 }

    @inline(__always)
    init(rounding value: Double) { self.init(rounding: Float(roundingToOdd: value)) }

    /// Adds half of the dropped part's range, less one when the kept part is even, and truncates.
    @inline(__always)
    init(rounding value: Float) {
        let pattern = value.bitPattern
        let rounded = (pattern &+ 0x7fff &+ (pattern >> 16 & 1)) >> 16
        // The addition could carry a NaN's payload into the sign; a quiet NaN takes its place.
        let quiet = pattern >> 16 | 0x40
        let isNaN = pattern & 0x7fff_ffff > 0x7f80_0000
        bits = UInt16(truncatingIfNeeded: isNaN ? quiet : rounded)
    }
}
