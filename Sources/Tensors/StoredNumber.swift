/// A floating-point number in the form in which checkpoints store it.
///
/// Conformers convert without branches, so that loops over them compile to vector instructions.
/// (`Float16` of the standard library would be a library call per element on the baseline
/// instruction set, and there is no `BFloat16`.)
protocol StoredNumber: BitwiseCopyable {
    /// The value; exact, except that a 64-bit number rounds to nearest even.
    var single: Float { get }

    /// The value; always exact.
    var double: Double { get }

    /// Rounds to nearest even, once. Beyond the largest finite number lies infinity.
    init(rounding value: Float)

    /// Rounds to nearest even, once. Beyond the largest finite number lies infinity.
    init(rounding value: Double)

    /// Bits of which the highest is set exactly when the number is infinite or NaN.
    ///
    /// Loops join these of all numbers by `or`, which stays within vector registers, where a
    /// truth value per number would not.
    var nonFiniteFlag: Flag { get }

    /// An integer as wide as the number.
    associatedtype Flag: FixedWidthInteger & UnsignedInteger
}

extension StoredNumber {
    /// Whether the number is neither infinite nor NaN.
    var isFinite: Bool { nonFiniteFlag.leadingZeroBitCount > 0 }
}

extension Float: StoredNumber {
    /// Adding one to an exponent of all ones carries into the sign's place.
    @inline(__always) var nonFiniteFlag: UInt32 { bitPattern & 0x7fff_ffff &+ 0x0080_0000 }
    @inline(__always) var single: Float { self }
    @inline(__always) var double: Double { Double(self) }
    @inline(__always) init(rounding value: Float) { self = value }
    @inline(__always) init(rounding value: Double) { self = Float(value) }
}

extension Double: StoredNumber {
    @inline(__always)
    var nonFiniteFlag: UInt64 { bitPattern & 0x7fff_ffff_ffff_ffff &+ 0x0010_0000_0000_0000 }
    @inline(__always) var single: Float { Float(self) }
    @inline(__always) var double: Double { self }
    @inline(__always) init(rounding value: Float) { self = Double(value) }
    @inline(__always) init(rounding value: Double) { self = value }
}
