/// A bfloat16 number: the upper half of a 32-bit float.
struct StoredBrain16: StoredNumber {
    let bits: UInt16

    @inline(__always)
    var nonFiniteFlag: UInt16 { bits & 0x7fff &+ 0x0080 }

    @inline(__always)
    var single: Float { Float(bitPattern: UInt32(bits) << 16) }

    @inline(__always)
    var double: Double { Double(single) }

    @inline(__always)
    init(rounding value: Double) { bits = brain16Format.bits(rounding: value) }

    @inline(__always)
    init(rounding value: Float) { self.init(rounding: Double(value)) }
}

private let brain16Format = NarrowFormat(fractionBits: 7, exponentBits: 8)
