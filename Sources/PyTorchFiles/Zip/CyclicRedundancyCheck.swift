/// The checksum of zip files: CRC-32 with the reversed polynomial 0xEDB88320.
///
/// The register is linear in what it began with and in every byte, over the field of two elements.
/// A piece therefore has a part in the checksum of the whole that depends on nothing but its bytes
/// and on how many follow, and pieces count in any order (`contribution`, `value(of:byteCount:)`).
package struct CyclicRedundancyCheck: Sendable {
    private var state: UInt32 = .max

    /// Begins with nothing.
    package init() {}

    /// The checksum of all bytes so far.
    package var value: UInt32 { ~state }

    /// Takes further bytes.
    ///
    /// - Complexity: O(bytes), eight of them at a time.
    package mutating func update(_ bytes: RawSpan) { state = Self.register(state, after: bytes) }

    /// The checksum of some bytes.
    static func value(of bytes: [UInt8]) -> UInt32 {
        var check = CyclicRedundancyCheck()
        check.update(unsafe bytes.span.bytes)
        return check.value
    }
}

extension CyclicRedundancyCheck {
    /// The part that a piece has in the checksum of a whole, of which it is taken with `^`.
    ///
    /// - Parameters:
    ///   - bytes: The piece.
    ///   - count: How many bytes of the whole follow it.
    /// - Returns: Its part.
    /// - Complexity: O(bytes + log count).
    package static func contribution(of bytes: RawSpan, before count: Int) -> UInt32 {
        shifted(register(0, after: bytes), by: count)
    }

    /// The checksum of a whole of which all pieces were taken.
    ///
    /// - Parameters:
    ///   - contributions: The `^` of the contributions of pieces that cover the whole once.
    ///   - count: The size of the whole, in bytes.
    /// - Returns: The checksum.
    package static func value(of contributions: UInt32, byteCount count: Int) -> UInt32 {
        ~(contributions ^ shifted(.max, by: count))
    }
}

extension CyclicRedundancyCheck {
    private static let polynomial: UInt32 = 0xEDB8_8320

    /// For each place of eight in a row, what each byte there makes of an empty register.
    private static let tables: [UInt32] = {
        var tables = (0..<256).map { byte in
            (0..<8).reduce(UInt32(byte)) { value, _ in
                value & 1 == 0 ? value >> 1 : value >> 1 ^ polynomial
            }
        }
        for place in 0..<7 * 256 {
            let before = tables[place]
            tables.append(before >> 8 ^ tables[Int(before & 0xFF)])
        }
        return tables
    }()

    private static func register(_ start: UInt32, after bytes: RawSpan) -> UInt32 {
        let tables = tables
        var state = start
        var position = 0
        while bytes.byteCount - position >= 8 {
            let word =
                UInt64(
                    littleEndian: unsafe bytes.unsafeLoadUnaligned(
                        fromByteOffset: position,
                        as: UInt64.self
                    )
                ) ^ UInt64(state)
            state = 0
            for place in 0..<8 {
                state ^= tables[(7 - place) << 8 | Int(word >> UInt64(8 * place) & 0xFF)]
            }
            position += 8
        }
        while position < bytes.byteCount {
            let byte = unsafe bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self)
            state = state >> 8 ^ tables[Int(UInt8(truncatingIfNeeded: state) ^ byte)]
            position += 1
        }
        return state
    }

    /// The register after so many zero bytes: its product with x to the power of eight times `count`.
    private static func shifted(_ register: UInt32, by count: Int) -> UInt32 {
        var (result, square, rest) = (register, UInt32(1) << 23, count)
        while rest > 0 {
            if rest & 1 == 1 { result = product(result, square) }
            square = product(square, square)
            rest >>= 1
        }
        return result
    }

    /// The product of two polynomials, the highest bit for 1, without multiples of the polynomial.
    private static func product(_ left: UInt32, _ right: UInt32) -> UInt32 {
        var (result, factor) = (UInt32(0), right)
        for bit in (0..<32).reversed() {
            if left >> UInt32(bit) & 1 == 1 { result ^= factor }
            factor = factor & 1 == 0 ? factor >> 1 : factor >> 1 ^ polynomial
        }
        return result
    }
}
