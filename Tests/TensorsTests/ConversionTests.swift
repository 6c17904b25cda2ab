import Tensors
import Testing

@Suite("Conversions between stored and wide numbers")
struct ConversionTests {
    static let allPatterns = (0...UInt16.max).map { $0 }

    @Test("every half widens to its exact value")
    func widenHalf() {
        let values = widened(Self.allPatterns, as: .f16)
        for (pattern, value) in zip(Self.allPatterns, values) {
            let expected = Double(Float16(bitPattern: pattern))
            #expect(value.bitPattern == expected.bitPattern || value.isNaN && expected.isNaN)
        }
    }

    @Test("every bfloat16 widens to its exact value")
    func widenBrain16() {
        let values = widened(Self.allPatterns, as: .bf16)
        for (pattern, value) in zip(Self.allPatterns, values) {
            let expected = Double(Float(bitPattern: UInt32(pattern) << 16))
            #expect(value.bitPattern == expected.bitPattern || value.isNaN && expected.isNaN)
        }
    }

    @Test("every 16-bit number survives there and back", arguments: [FloatingPointType.f16, .bf16])
    func roundTrip(type: FloatingPointType) {
        let values = widened(Self.allPatterns, as: type)
        let (patterns, _) = narrowed(values, to: type)
        for (pattern, value) in zip(zip(Self.allPatterns, patterns), values) where !value.isNaN {
            #expect(pattern.0 == pattern.1)
        }
    }

    /// Every half, every midpoint between neighbours, and the two doubles beside each: where a
    /// conversion through 32 bits would round twice.
    @Test("doubles round to half once, to nearest even")
    func narrowHalf() {
        let values = Self.allPatterns.map { Float16(bitPattern: $0) }.filter { !$0.isNaN }
            .flatMap { half -> [Double] in
                let value = Double(half)
                let middle = (value + Double(half.nextUp)) / 2
                return [value, middle, middle.nextUp, middle.nextDown, -middle.nextUp]
            }.filter { !$0.isNaN }
        let (patterns, _) = narrowed(values, to: .f16)
        for (value, pattern) in zip(values, patterns) {
            #expect(pattern == Float16(value).bitPattern, "\(value)")
        }
    }

    @Test("doubles round to bfloat16 once, to nearest even")
    func narrowBrain16() {
        var values: [Double] = []
        for pattern in Self.allPatterns where pattern & 0x7fff < 0x7f80 {
            let value = Double(Float(bitPattern: UInt32(pattern) << 16))
            let next = Double(Float(bitPattern: (UInt32(pattern) + 1) << 16))
            guard next.isFinite else { continue }
            let middle = (value + next) / 2
            values += [value, middle, middle.nextUp, middle.nextDown]
        }
        let (patterns, finite) = narrowed(values, to: .bf16)
        #expect(finite)
        for (value, pattern) in zip(values, patterns) {
            #expect(pattern == nearestBrain16(value), "\(value)")
        }
    }

    @Test(
        "overflow, infinities and NaN are reported and kept",
        arguments: FloatingPointType.allCases
    )
    func specials(type: FloatingPointType) {
        let values = [Double.infinity, -.infinity, .nan, 1]
        let bytes = narrowedBytes(values, to: type)
        #expect(!bytes.allFinite)
        let back = widened(bytes.bytes, as: type)
        #expect(back[0] == .infinity && back[1] == -.infinity && back[2].isNaN && back[3] == 1)
        let first = unsafe type.indexOfFirstNonFinite(in: bytes.bytes.span.bytes)
        #expect(first == 0)
    }

    @Test(
        "the largest finite number stays, half a unit more overflows",
        arguments: [
            (FloatingPointType.f16, 65504.0, 65520.0), (.bf16, 0x1.fep127, 0x1.ffp127),
            (.f32, 0x1.fffffep127, 0x1.ffffffp127),
        ]
    )
    func overflow(type: FloatingPointType, largest: Double, beyond: Double) {
        let below = narrowedBytes([largest, beyond.nextDown, -largest], to: type)
        #expect(below.allFinite)
        #expect(widened(below.bytes, as: type) == [largest, largest, -largest])
        let above = narrowedBytes([1, beyond], to: type)
        #expect(!above.allFinite)
        #expect(widened(above.bytes, as: type) == [1, .infinity])
    }

    @Test("signed zeros keep their sign", arguments: FloatingPointType.allCases)
    func signedZero(type: FloatingPointType) {
        let bytes = narrowedBytes([0, -0.0], to: type)
        #expect(widened(bytes.bytes, as: type).map(\.sign) == [.plus, .minus])
    }

    @Test("32-bit values narrow as 64-bit ones do", arguments: [FloatingPointType.f16, .bf16])
    func narrowSingle(type: FloatingPointType) {
        var generator = SystemRandomNumberGenerator()
        let singles = (0..<100_000).map { _ in
            Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &generator))
        }.filter { !$0.isNaN }
        let wide = narrowedBytes(singles.map(Double.init), to: type)
        #expect(narrowedBytes(singles, to: type).bytes == wide.bytes)
    }

    @Test(
        "differences and sums are those of the wide values",
        arguments: FloatingPointType.allCases
    )
    func differenceAndSum(type: FloatingPointType) {
        let values = (0..<37).map { Double($0) / 8 - 2 }
        let others = (0..<37).map { 1 - Double($0) / 4 }
        let (bytes, other) = (
            narrowedBytes(values, to: type).bytes, narrowedBytes(others, to: type).bytes
        )
        var result = [Double](repeating: 0, count: 37)
        var destination = result.mutableSpan
        unsafe type.widen(bytes.span.bytes, minus: other.span.bytes, as: type, into: &destination)
        #expect(result == zip(values, others).map { $0 - $1 })
        destination = result.mutableSpan
        unsafe type.widen(
            bytes.span.bytes,
            times: 0.3,
            plus: other.span.bytes,
            times: -0.7,
            into: &destination
        )
        #expect(result == zip(values, others).map { 0.3 * $0 + -0.7 * $1 })
        var sum = others
        destination = sum.mutableSpan
        unsafe type.accumulate(bytes.span.bytes, times: 0.3, into: &destination)
        #expect(sum == zip(values, others).map { $1 + 0.3 * $0 })
    }

    @Test("differences between types are those of the wide values")
    func mixedDifference() {
        let values = (0..<37).map { Double($0) / 8 - 2 }
        let base = (0..<37).map { 0.1 * Double($0) }
        let half = narrowedBytes(values, to: .f16).bytes
        let wide = narrowedBytes(base, to: .f64).bytes
        var result = [Double](repeating: 0, count: 37)
        var destination = result.mutableSpan
        unsafe FloatingPointType.f16.widen(
            half.span.bytes,
            minus: wide.span.bytes,
            as: .f64,
            into: &destination
        )
        #expect(result == zip(values, base).map { $0 - $1 })
    }

    @Test("blends are rounded once", arguments: FloatingPointType.allCases)
    func blend(type: FloatingPointType) {
        let sums = (0..<37).map { 0.7 * Double($0) - 3 }
        let base = (0..<37).map { Double($0) / 8 - 2 }
        let stored = narrowedBytes(base, to: type).bytes
        let blended = collectBytes(37 * type.byteWidth) { bytes in
            unsafe type.narrow(
                sums.span,
                times: 0.3,
                plus: stored.span.bytes,
                times: 0.9,
                into: &bytes
            )
        }
        let expected = zip(sums, base).map { 0.3 * $0 + 0.9 * $1 }
        #expect(blended.allFinite)
        #expect(blended.bytes == narrowedBytes(expected, to: type).bytes)
    }

    @Test("one number that is not finite is noticed, wherever it stands", arguments: 0..<37)
    func noticed(position: Int) {
        for type in FloatingPointType.allCases {
            var values = [Double](repeating: 1, count: 37)
            values[position] = position.isMultiple(of: 2) ? .nan : -.infinity
            #expect(!narrowedBytes(values, to: type).allFinite)
        }
    }
}

private func widened<Stored: BitwiseCopyable>(_ stored: [Stored], as type: FloatingPointType)
    -> [Double]
{
    let count = stored.count * MemoryLayout<Stored>.stride / type.byteWidth
    var values = [Double](repeating: 0, count: count)
    var destination = values.mutableSpan
    unsafe type.widen(stored.span.bytes, into: &destination)
    return values
}

private func narrowed(
    _ values: [Double],
    to type: FloatingPointType
) -> (stored: [UInt16], allFinite: Bool) {
    let (bytes, allFinite) = narrowedBytes(values, to: type)
    let patterns = values.indices.map { UInt16(bytes[2 * $0]) | UInt16(bytes[2 * $0 + 1]) << 8 }
    return (patterns, allFinite)
}

private func nearestBrain16(_ value: Double) -> UInt16 {
    // Candidates around the truncated value; an exact comparison in Double picks the nearest.
    let truncated = UInt16(truncatingIfNeeded: Float(value).bitPattern >> 16)
    return [truncated &- 1, truncated, truncated &+ 1].min { left, right in
        let (a, b) = (distance(left, value), distance(right, value))
        return a < b || a == b && left & 1 < right & 1
    } ?? 0
}

private func distance(_ pattern: UInt16, _ value: Double) -> Double {
    let candidate = Double(Float(bitPattern: UInt32(pattern) << 16))
    return candidate.isNaN || candidate.sign != value.sign
        ? .infinity : (candidate - value).magnitude
}

private func narrowedBytes(
    _ values: [Double],
    to type: FloatingPointType
) -> (bytes: [UInt8], allFinite: Bool) {
    collectBytes(values.count * type.byteWidth) { type.narrow(values.span, into: &$0) }
}

private func narrowedBytes(
    _ values: [Float],
    to type: FloatingPointType
) -> (bytes: [UInt8], allFinite: Bool) {
    collectBytes(values.count * type.byteWidth) { type.narrow(values.span, into: &$0) }
}

private func collectBytes(
    _ count: Int,
    _ write: (inout MutableRawSpan) -> Bool
) -> (bytes: [UInt8], allFinite: Bool) {
    var buffer = AlignedBuffer<UInt8>(repeating: 0, count: count)
    var bytes = buffer.mutableBytes(0..<count)
    let allFinite = write(&bytes)
    return (buffer.span.indices.map { buffer.span[$0] }, allFinite)
}
