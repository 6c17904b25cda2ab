/// `e^x` in every lane.
///
/// `x = n ln 2 + r` with an integer n and `|r| <= ln 2 / 2`; then `2^n (1 + r + r^2 p(r))` with a
/// polynomial p of degree 4. The argument is clamped to [-87, 88], where the result is normal.
///
/// - Numerics: The relative error is at most 2^-22 within the clamp: 1e-8 from the polynomial, the
///   rest from rounding. NaN becomes a number.
func exponential(_ x: Vector) -> Vector {
    // Comparisons inline; the library's clamping is a call.
    let low = x.replacing(with: -87, where: .!(x .> -87))
    let clamped = low.replacing(with: 88, where: low .> 88)
    // Adding 1.5 * 2^23 rounds to an integer, which then is in the lowest bits.
    let shifted = clamped * 1.442695 + roundingShift
    let whole = shifted - roundingShift
    // ln 2 in two parts; the first has few enough digits for an exact product.
    let r = (clamped - whole * 0.693359375) - whole * -2.1219444e-4
    var p = r * 0.0013933753 + 0.0083632488
    p = p * r + 0.041666463
    p = p * r + 0.16666576
    p = p * r + 0.5
    let significand = (p * r) * r + r + 1
    let bits = (shifted.bits &- roundingShift.bits) &<< 23
    return Vector(bits: significand.bits &+ bits)
}

private let roundingShift = Vector(repeating: 12_582_912)

extension Vector {
    /// The bit patterns of all lanes.
    var bits: SIMD8<UInt32> { unsafe unsafeBitCast(self, to: SIMD8<UInt32>.self) }

    init(bits: SIMD8<UInt32>) { self = unsafe unsafeBitCast(bits, to: Vector.self) }
}
