import Randomness
import Testing

struct RandomnessTests {
    /// The first numbers of SplitMix64 from the seed 1234567, as other implementations print them.
    private static let published: [UInt64] = [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]

    @Test func theHashIsSplitMix64() {
        let hash = CounterHash(key: 1_234_567)
        #expect((0..<5).map { hash[$0] } == Self.published)
        #expect(hash.unit(0) == Double(Self.published[0] >> 11) / Double(1 << 53))
        #expect(hash.part(2)[0] == CounterHash(key: Self.published[2])[0])
        #expect(hash.part(2)[0] == CounterHash(seed: 1_234_567, part: 2)[0])
    }

    @Test func aSequenceScalesTheUpperHalf() {
        var sequence = RandomSequence(CounterHash(key: 1_234_567))
        let numbers = (0..<5).map { _ in sequence.next(in: -500...499) }
        let scaled = Self.published.map { Int(Double($0 >> 32) * 0x1p-32 * 1000) - 500 }
        #expect(numbers == scaled)
    }

    @Test func bothEndsOfARangeAreReached() {
        var sequence = RandomSequence(CounterHash(key: 5))
        #expect(sequence.next(in: 7...7) == 7)
        let numbers = Set((0..<1000).map { _ in sequence.next(in: -2...2) })
        #expect(numbers == [-2, -1, 0, 1, 2])
    }
}
