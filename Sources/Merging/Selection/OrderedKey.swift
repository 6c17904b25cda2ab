internal import Tensors

/// Whole numbers in the order of floating-point numbers, which are rounded to 32 bits first.
enum OrderedKey {
    /// Writes 31-bit keys in the order of magnitudes; both zeros have the key 0.
    ///
    /// - Numerics: A value is rounded to 32 bits, to nearest even; values of 64 bits that round alike
    ///   are equal in magnitude here.
    static func fill(
        _ keys: inout AlignedBuffer<UInt32>,
        withMagnitudesOf values: Span<Double>
    ) {
        var keys = keys.mutableSpan(0..<values.count)
        precondition(keys.count == values.count)
        for index in keys.indices {
            keys[index] = Float(values[index]).bitPattern & 0x7fff_ffff
        }
    }

    /// Writes 32-bit keys in the order of the values themselves, negative ones included.
    static func fill(_ keys: inout AlignedBuffer<UInt32>, with values: Span<Double>) {
        var keys = keys.mutableSpan(0..<values.count)
        precondition(keys.count == values.count)
        for index in keys.indices {
            let bits = Float(values[index]).bitPattern
            keys[index] = bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
        }
    }

    /// The value of a 32-bit key.
    static func value(of key: UInt32) -> Float {
        Float(bitPattern: key & 0x8000_0000 == 0 ? ~key : key & 0x7fff_ffff)
    }
}
