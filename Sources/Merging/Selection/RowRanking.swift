internal import Tensors

/// Puts the elements of a row into the order of their magnitudes, by a radix sort.
///
/// Keys travel with their positions: looking them up again in each pass took longer.
///
/// - Complexity: O(n) time: four passes, one for each byte of a key; memory for two orders.
struct RowRanking: ~Copyable {
    /// Keys, each above its position in the row, ascending.
    private var pairs: AlignedBuffer<UInt64>
    private var other: AlignedBuffer<UInt64>
    /// For each byte of a key, how many elements have each value of it, and then where these begin.
    private var starts = AlignedBuffer<UInt32>(repeating: 0, count: 4 * 256)

    init(capacity: Int) {
        pairs = AlignedBuffer(repeating: 0, count: capacity)
        other = AlignedBuffer(repeating: 0, count: capacity)
    }

    /// The memory that is allocated for rows of a length, in bytes.
    static func byteCount(capacity: Int) -> Int { 2 * capacity * MemoryLayout<UInt64>.stride }

    /// Sorts a row: keys ascending, the higher position first where they are equal.
    mutating func sort(_ keys: Span<UInt32>) {
        Self.pair(keys, &pairs, &starts)
        for byte in 0..<4 where Self.place(&starts, byte: byte, of: keys) {
            Self.distribute(keys.count, byte: byte, from: pairs, to: &other, &starts)
            swap(&pairs, &other)
        }
    }

    /// The position in the row of a rank; rank 0 is the least.
    @inline(__always)
    func position(ofRank rank: Int) -> Int { Int(UInt32(truncatingIfNeeded: pairs.span[rank])) }

    /// Pairs the keys with their positions, the last first, and counts the values of all bytes.
    private static func pair(
        _ keys: Span<UInt32>,
        _ pairs: inout AlignedBuffer<UInt64>,
        _ starts: inout AlignedBuffer<UInt32>
    ) {
        var counts = starts.mutableSpan(0..<4 * 256)
        var pairs = pairs.mutableSpan(0..<keys.count)
        for index in counts.indices { counts[index] = 0 }
        for index in keys.indices {
            let key = keys[index]
            pairs[keys.count - 1 - index] = UInt64(key) &<< 32 | UInt64(index)
            counts[Int(key & 255)] += 1
            counts[256 + Int(key &>> 8 & 255)] += 1
            counts[512 + Int(key &>> 16 & 255)] += 1
            counts[768 + Int(key &>> 24)] += 1
        }
    }

    /// Turns the counts of a byte's values into where their elements begin.
    ///
    /// - Returns: Whether there are several values; differences of short numbers often end in zeros.
    private static func place(
        _ starts: inout AlignedBuffer<UInt32>,
        byte: Int,
        of keys: Span<UInt32>
    ) -> Bool {
        guard !keys.isEmpty else { return false }
        var starts = starts.mutableSpan(256 * byte..<256 * (byte + 1))
        let first = Int(keys[0] &>> UInt32(8 * byte) & 255)
        if Int(starts[first]) == keys.count { return false }
        var sum: UInt32 = 0
        for value in starts.indices { (starts[value], sum) = (sum, sum + starts[value]) }
        return true
    }

    /// Sorts by one byte, keeping the order of equal ones.
    private static func distribute(
        _ count: Int,
        byte: Int,
        from source: borrowing AlignedBuffer<UInt64>,
        to target: inout AlignedBuffer<UInt64>,
        _ starts: inout AlignedBuffer<UInt32>
    ) {
        let (shift, source) = (UInt64(32 + 8 * byte), source.span.extracting(first: count))
        var target = target.mutableSpan(0..<count)
        var starts = starts.mutableSpan(256 * byte..<256 * (byte + 1))
        for index in source.indices {
            let pair = source[index]
            let value = Int(truncatingIfNeeded: pair &>> shift & 255)
            target[Int(starts[value])] = pair
            starts[value] &+= 1
        }
    }
}
