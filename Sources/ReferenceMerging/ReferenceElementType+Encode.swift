extension ReferenceElementType {
    /// Writes the nearest number of the type as bytes, the inverse of `decode`.
    ///
    /// - Parameter value: Any Double; rounded with `round` first.
    /// - Returns: The bytes of the number, lowest byte first.
    /// - Numerics: signed zeros and infinities are kept; every NaN becomes the quiet NaN without
    ///   payload and with a clear sign bit.
    package func encode(_ value: Double) -> [UInt8] {
        let rounded = round(value)
        var pattern = magnitudePattern(of: rounded)
        if rounded.sign == .minus && !rounded.isNaN {
            pattern += 1 << UInt64(exponentBits + mantissaBits)
        }
        var bytes: [UInt8] = []
        for position in 0..<byteCount {
            bytes.append(UInt8((pattern >> UInt64(8 * position)) & 255))
        }
        return bytes
    }

    /// Returns the exponent and mantissa bits of a number of the type, whatever its sign.
    private func magnitudePattern(of rounded: Double) -> UInt64 {
        if rounded.isNaN {
            return fields(exponent: specialExponentField, mantissa: 1 << UInt64(mantissaBits - 1))
        }
        if rounded.isInfinite {
            return fields(exponent: specialExponentField, mantissa: 0)
        }
        let magnitude = rounded.magnitude
        let steps = magnitude / unitInTheLastPlace(of: magnitude)
        if magnitude < powerOfTwo(smallestExponent) {
            return fields(exponent: 0, mantissa: UInt64(steps))
        }
        // A normal number has steps 2^mantissaBits + mantissa; the leading one is not stored.
        let exponentField = UInt64(binade(of: magnitude) + exponentBias)
        let mantissa = UInt64(steps) - (1 << UInt64(mantissaBits))
        return fields(exponent: exponentField, mantissa: mantissa)
    }

    private func fields(exponent: UInt64, mantissa: UInt64) -> UInt64 {
        (exponent << UInt64(mantissaBits)) + mantissa
    }
}
