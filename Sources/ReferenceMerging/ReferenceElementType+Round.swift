extension ReferenceElementType {
    /// Rounds to the nearest number of the type; of two equally near ones, to the even one.
    ///
    ///     round(x) = roundToEven(x / ulp(x)) · ulp(x)
    ///
    /// - Parameter value: Any Double.
    /// - Returns: The nearest representable number; infinity of the same sign when that lies
    ///   beyond the largest finite number. Zeros, infinities and NaN are returned as they are.
    /// - Numerics: ulp(x) is a power of two, so the quotient and the product are exact and the
    ///   one rounding is the rounding to an integer. The sign of a zero result is that of the value.
    package func round(_ value: Double) -> Double {
        if value.isNaN || value.isInfinite || value == 0 {
            return value
        }
        let unit = unitInTheLastPlace(of: value)
        let steps = (value / unit).rounded(.toNearestOrEven)
        let rounded = steps * unit
        if rounded > largestFinite { return .infinity }
        if rounded < -largestFinite { return -.infinity }
        return rounded
    }

    /// Returns the spacing of the type's numbers at the magnitude of a value.
    ///
    ///     ulp(x) = 2^(e - mantissaBits), where 2^e <= |x| < 2^(e+1)
    ///
    /// - Parameter value: Any Double, not necessarily a number of the type.
    /// - Returns: The spacing upwards from |value|; near zero the subnormal spacing; beyond the
    ///   largest finite number the spacing just below it; NaN for infinities and NaN.
    /// - Numerics: exact, a power of two.
    package func unitInTheLastPlace(of value: Double) -> Double {
        if value.isNaN || value.isInfinite {
            return .nan
        }
        return powerOfTwo(binade(of: value) - mantissaBits)
    }

    /// Returns the exponent e with 2^e <= |value| < 2^(e+1), kept within the range of the type.
    func binade(of value: Double) -> Int {
        if value == 0 || value.exponent < smallestExponent {
            return smallestExponent
        }
        if value.exponent > largestExponent {
            return largestExponent
        }
        return Int(value.exponent)
    }
}
