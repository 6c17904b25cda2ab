/// The counter-based generator Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random
/// numbers: as easy as 1, 2, 3", SC 2011).
///
/// Word i of a stream is a function of key, stream and i, so that streams can be read in any order
/// and in any pieces.
package struct Philox: Sendable {
    private let key: (UInt32, UInt32)

    /// Creates the generator of a key.
    ///
    /// - Parameter key: The low half is the first word of Philox's key.
    package init(key: UInt64) {
        self.key = (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
    }

    /// The four words of a counter.
    package func words(_ counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
        var four = FourCounters(counter, increments: .zero)
        four.encrypt(key)
        return SIMD4(four[0], four[1], four[2], four[3])
    }

    /// Writes consecutive words of a stream.
    ///
    /// Word i is word `i mod 4` of the counter `(low half of i / 4, high half, stream, purpose)`.
    ///
    /// - Parameters:
    ///   - words: Receives the words.
    ///   - start: The position of the first.
    ///   - stream: The number of the stream.
    ///   - purpose: What the stream is for.
    /// - Complexity: O(n) time, four counters at once; no allocation.
    package func fill(
        _ words: inout MutableSpan<UInt32>,
        from start: Int,
        stream: UInt32,
        purpose: UInt32
    ) {
        var index = start
        let end = start + words.count
        while index < end {
            let first = index & ~15
            let block = UInt64(first / 4)
            let counter = SIMD4(
                UInt32(truncatingIfNeeded: block),
                UInt32(truncatingIfNeeded: block >> 32),
                stream,
                purpose
            )
            // The first of the four is divisible by 4: only their lowest words differ.
            var four = FourCounters(counter, increments: SIMD4(0, 1, 2, 3))
            four.encrypt(key)
            let last = min(first + 16, end)
            if last - index == 16 {
                four.store(into: &words, at: index - start)
            } else {
                for position in index..<last { words[position - start] = four[position - first] }
            }
            index = last
        }
    }
}

/// Four blocks of Philox side by side, one in each lane.
///
/// Lanes have 64 bits, of which the low half counts: the other half of a product can stay where it
/// is, because multiplications look at low halves alone.
private struct FourCounters {
    private var first: SIMD4<UInt64>
    private var second: SIMD4<UInt64>
    private var third: SIMD4<UInt64>
    private var fourth: SIMD4<UInt64>

    /// Four counters that differ in their lowest words.
    init(_ counter: SIMD4<UInt32>, increments: SIMD4<UInt64>) {
        first = SIMD4(repeating: UInt64(counter[0])) &+ increments
        second = SIMD4(repeating: UInt64(counter[1]))
        third = SIMD4(repeating: UInt64(counter[2]))
        fourth = SIMD4(repeating: UInt64(counter[3]))
    }

    /// The ten rounds.
    mutating func encrypt(_ key: (UInt32, UInt32)) {
        var (low, high) = key
        for _ in 0..<10 {
            let left = lowHalf(first) &* SIMD4(repeating: 0xd251_1f53)
            let right = lowHalf(third) &* SIMD4(repeating: 0xcd9e_8d57)
            first = right &>> SIMD4(repeating: 32) ^ second ^ SIMD4(repeating: UInt64(low))
            third = left &>> SIMD4(repeating: 32) ^ fourth ^ SIMD4(repeating: UInt64(high))
            second = right
            fourth = left
            low &+= 0x9e37_79b9
            high &+= 0xbb67_ae85
        }
    }

    @inline(__always)
    private func lowHalf(_ values: SIMD4<UInt64>) -> SIMD4<UInt64> {
        values & SIMD4(repeating: 0xffff_ffff)
    }

    /// Word `position` of the sixteen, counter by counter.
    subscript(position: Int) -> UInt32 {
        let counter = position / 4
        let lane =
            switch position % 4 {
            case 0: first[counter]
            case 1: second[counter]
            case 2: third[counter]
            default: fourth[counter]
            }
        return UInt32(truncatingIfNeeded: lane)
    }

    func store(into words: inout MutableSpan<UInt32>, at position: Int) {
        for counter in 0..<4 {
            let start = position + 4 * counter
            words[start] = UInt32(truncatingIfNeeded: first[counter])
            words[start + 1] = UInt32(truncatingIfNeeded: second[counter])
            words[start + 2] = UInt32(truncatingIfNeeded: third[counter])
            words[start + 3] = UInt32(truncatingIfNeeded: fourth[counter])
        }
    }
}
