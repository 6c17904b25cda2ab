import ReferenceMerging
import Testing

/// Decoding and encoding against the conversions of the standard library.
@Suite struct DecodeTests {
    @Test func everyHalf() {
        let bytes = (0...UInt16.max).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        let expected = (0...UInt16.max).map { Double(Float16(bitPattern: $0)) }
        check(.f16, bytes: bytes, expected: expected)
    }

    @Test func everyBrainFloat() {
        let bytes = (0...UInt16.max).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        let expected = (0...UInt16.max).map { Double(Float(bitPattern: UInt32($0) << 16)) }
        check(.bf16, bytes: bytes, expected: expected)
    }

    @Test func sampleOfSingles() {
        var generator = SeededGenerator(seed: 10)
        let specials: [Float] = [
            0, -0.0, 1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
            .leastNormalMagnitude, .leastNormalMagnitude.nextDown, .greatestFiniteMagnitude,
        ]
        let patterns =
            specials.map { $0.bitPattern }
            + (0..<20_000).map { _ in UInt32(generator.next() >> 32) }
        let bytes = patterns.flatMap { pattern in (0..<4).map { UInt8(pattern >> (8 * $0) & 255) } }
        check(.f32, bytes: bytes, expected: patterns.map { Double(Float(bitPattern: $0)) })
    }

    @Test func sampleOfDoubles() {
        var generator = SeededGenerator(seed: 11)
        let specials: [Double] = [
            0, -0.0, 1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
            .leastNormalMagnitude, .leastNormalMagnitude.nextDown, .greatestFiniteMagnitude,
        ]
        let patterns = specials.map { $0.bitPattern } + (0..<20_000).map { _ in generator.next() }
        let bytes = patterns.flatMap { pattern in (0..<8).map { UInt8(pattern >> (8 * $0) & 255) } }
        check(.f64, bytes: bytes, expected: patterns.map { Double(bitPattern: $0) })
    }

    @Test func names() {
        let names = ["F16", "BF16", "F32", "F64"]
        #expect(names.map(ReferenceElementType.init(name:)) == [.f16, .bf16, .f32, .f64])
        #expect(ReferenceElementType(name: "f32") == nil)
        #expect(ReferenceElementType(name: "I64") == nil)
    }

    /// Decodes to the expected values, and encodes them to the same bytes unless they are NaN.
    private func check(_ type: ReferenceElementType, bytes: [UInt8], expected: [Double]) {
        let values = type.decode(bytes)
        #expect(values.count == expected.count)
        let width = bytes.count / expected.count
        var mistakes: [Double] = []
        for (index, (value, wanted)) in zip(values, expected).enumerated() {
            let encoded = type.encode(wanted)
            if wanted.isNaN {
                let returned = type.decode(encoded)
                if !value.isNaN || returned.count != 1 || !returned[0].isNaN {
                    mistakes.append(wanted)
                }
            } else if value.bitPattern != wanted.bitPattern
                || encoded != Array(bytes[(index * width)..<((index + 1) * width)])
            {
                mistakes.append(wanted)
            }
        }
        #expect(mistakes.isEmpty)
    }
}
