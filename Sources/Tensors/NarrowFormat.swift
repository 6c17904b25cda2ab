/// The constants of a 16-bit binary floating-point format, for rounding 64-bit numbers to it.
struct NarrowFormat {
    /// The number of fraction bits that 64-bit numbers have beyond the format's.
    let droppedBits: UInt64
    /// The difference of the exponents' biases, in an exponent field of the format.
    let biasDifference: UInt64
    /// The smallest normal number.
    let smallestNormal: Double
    /// 1.5 times a power of two, so large that its last bit weighs as much as the format's smallest
    /// number: adding it makes the processor round to that weight.
    let subnormalRounder: Double
    /// From here on numbers round to infinity.
    let overflowThreshold: Double
    /// The bits of infinity.
    let infinity: UInt64

    init(fractionBits: Int, exponentBits: Int) {
        let bias = 1 << (exponentBits - 1) - 1
        droppedBits = UInt64(52 - fractionBits)
        biasDifference = UInt64(1023 - bias) << UInt64(fractionBits)
        smallestNormal = Double(sign: .plus, exponent: 1 - bias, significand: 1)
        let rounderExponent = 52 + 1 - bias - fractionBits
        subnormalRounder = Double(sign: .plus, exponent: rounderExponent, significand: 1.5)
        let lastStep = Double(sign: .plus, exponent: bias - fractionBits - 1, significand: 1)
        overflowThreshold = Double(sign: .plus, exponent: bias + 1, significand: 1) - lastStep
        infinity = UInt64(1 << exponentBits - 1) << UInt64(fractionBits)
    }

    /// The bits of the nearest number, ties to even.
    ///
    /// In normal numbers half of the dropped part's range is added, less one where the kept part
    /// is even, before the rest is cut off. Comparisons are between floating-point numbers,
    /// because the baseline instruction set has none between 64-bit integers.
    @inline(__always)
    func bits(rounding value: Double) -> UInt16 {
        let magnitude = value.magnitude
        let pattern = magnitude.bitPattern
        let half = (1 << (droppedBits &- 1)) &- 1 &+ (pattern &>> droppedBits & 1)
        let normal = ((pattern &+ half) &>> droppedBits) &- biasDifference
        let aligned = (magnitude + subnormalRounder).bitPattern
        let subnormal = aligned &- subnormalRounder.bitPattern
        let finite = magnitude < smallestNormal ? subnormal : normal
        let special = magnitude == magnitude ? infinity : infinity | infinity &>> 1
        let rounded = magnitude < overflowThreshold ? finite : special
        return UInt16(truncatingIfNeeded: rounded | value.bitPattern &>> 48 & 0x8000)
    }
}
