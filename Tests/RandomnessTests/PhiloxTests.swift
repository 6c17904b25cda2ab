import Randomness
import Testing

/// The published vectors of Philox4x32-10, and those of the specification of masks.
@Suite("Philox4x32-10")
struct PhiloxTests {
    @Test func publishedVectors() {
        let zeros = Philox(key: 0).words(SIMD4(repeating: 0))
        #expect(zeros == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
        let ones = Philox(key: .max).words(SIMD4(repeating: .max))
        #expect(ones == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
        let digitsOfPi = Philox(key: 0x299f_31d0_a409_3822)
            .words(SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344))
        #expect(digitsOfPi == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
    }

    @Test(
        "words of a stream",
        arguments: [
            (0, [0x62f9_a418, 0x1dcf_12f7, 0x7aa0_eb99, 0x6041_fa56, 0xe726_d161, 0x74bc_ef54]),
            (1, [0x9a81_28c1, 0xd86f_45f2, 0x5749_21db, 0x3757_54f5, 0x408c_8e19, 0x0e45_e1b0]),
        ] as [(UInt32, [UInt32])]
    )
    func stream(number: UInt32, expected: [UInt32]) {
        let generator = Philox(key: 0x238b_d8ea_63b5_5252)
        #expect(words(of: generator, 6, from: 0, number) == expected)
    }

    @Test func positionsBeyond32Bits() {
        let generator = Philox(key: 0x238b_d8ea_63b5_5252)
        #expect(words(of: generator, 1, from: 1 << 34, 0) == [0x8c69_d007])
    }

    @Test("any piece of a stream is the same", arguments: [0, 1, 3, 5, 16, 17, 31])
    func pieces(start: Int) {
        let generator = Philox(key: 99)
        let whole = words(of: generator, 100, from: 0, 7)
        for count in [1, 15, 16, 33, 60] {
            #expect(
                words(of: generator, count, from: start, 7) == Array(whole[start..<start + count])
            )
        }
    }

    @Test func numbersOfElements() {
        func numbers(_ seed: UInt64, _ model: Int, _ purpose: ElementRandomness.Purpose) -> [UInt32]
        {
            let source = ElementRandomness(
                seed: seed,
                tensor: "visual.conv1.weight",
                model: model,
                purpose: purpose
            )
            var numbers = [UInt32](repeating: 0, count: 6)
            var span = numbers.mutableSpan
            source.fill(&span, from: 0)
            return numbers
        }
        func rounded(_ numbers: [UInt32]) -> [Double] {
            numbers.map { (Double($0) * 0x1p-24 * 1e9).rounded() / 1e9 }
        }
        #expect(
            rounded(numbers(42, 0, .drop)) == [
                0.386621714, 0.116440892, 0.479017913, 0.376006722, 0.902936041, 0.456007898,
            ]
        )
        #expect(
            rounded(numbers(42, 1, .drop)) == [
                0.603533268, 0.845447838, 0.340959609, 0.216176271, 0.252144694, 0.055753767,
            ]
        )
        #expect(
            rounded(numbers(42, 0, .rankedDrop)) == [
                0.502993226, 0.707247853, 0.559344709, 0.968747854, 0.820296347, 0.015131354,
            ]
        )
        #expect(
            rounded(numbers(42, 1, .rankedDrop)) == [
                0.848927975, 0.246068597, 0.463273346, 0.310587466, 0.794454098, 0.041228533,
            ]
        )
        #expect(numbers(43, 0, .drop) != numbers(42, 0, .drop))
    }

    private func words(
        of generator: Philox,
        _ count: Int,
        from start: Int,
        _ stream: UInt32
    ) -> [UInt32] {
        var words = [UInt32](repeating: 0, count: count)
        var span = words.mutableSpan
        generator.fill(&span, from: start, stream: stream, purpose: 0)
        return words
    }
}
