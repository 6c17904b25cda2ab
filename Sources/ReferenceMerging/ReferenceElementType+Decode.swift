extension ReferenceElementType {
    /// Reads stored numbers from their sign, exponent and mantissa bits.
    ///
    ///     exponent field 0          (-1)^sign · mantissa · 2^(smallestExponent - mantissaBits)
    ///     exponent field all ones   infinity if the mantissa is 0, else NaN
    ///     otherwise                 (-1)^sign · (1 + mantissa / 2^mantissaBits) · 2^(field - bias)
    ///
    /// - Parameter littleEndianBytes: The numbers one after the other, lowest byte first.
    /// - Returns: One Double per number.
    /// - Precondition: The bytes form a whole number of elements.
    /// - Numerics: exact; signed zeros and subnormal numbers are kept, payloads of NaNs are not.
    package func decode(_ littleEndianBytes: [UInt8]) -> [Double] {
        precondition(
            littleEndianBytes.count % byteCount == 0,
            "The bytes do not form a whole number of elements."
        )
        return (0..<(littleEndianBytes.count / byteCount)).map { index in
            var pattern: UInt64 = 0
            for position in 0..<byteCount {
                let byte = littleEndianBytes[index * byteCount + position]
                pattern += UInt64(byte) << UInt64(8 * position)
            }
            return value(ofPattern: pattern)
        }
    }

    /// Returns the number that a bit pattern stands for.
    private func value(ofPattern pattern: UInt64) -> Double {
        let mantissa = pattern & ((1 << UInt64(mantissaBits)) - 1)
        let exponentField = (pattern >> UInt64(mantissaBits)) & specialExponentField
        let signBit = pattern >> UInt64(mantissaBits + exponentBits)
        let magnitude = magnitude(exponentField: exponentField, mantissa: mantissa)
        return signBit == 0 ? magnitude : -magnitude
    }

    private func magnitude(exponentField: UInt64, mantissa: UInt64) -> Double {
        if exponentField == specialExponentField {
            return mantissa == 0 ? .infinity : .nan
        }
        if exponentField == 0 {
            return Double(mantissa) * powerOfTwo(smallestExponent - mantissaBits)
        }
        let significand = 1 + Double(mantissa) * powerOfTwo(-mantissaBits)
        return significand * powerOfTwo(Int(exponentField) - exponentBias)
    }
}
