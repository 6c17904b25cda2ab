internal import Tensors

/// Puts the elements of a row into the order of their magnitudes, by a radix sort.
///
/// - Complexity: O(n) time: four passes, one for each byte of a key; memory for two orders.
struct RowRanking: ~Copyable {
    /// Positions in the row, ascending by key.
    private var positions: AlignedBuffer<UInt32>
    private var other: AlignedBuffer<UInt32>
    private var starts = [Int](repeating: 0, count: 256)

    init(capacity: Int) {
        positions = AlignedBuffer(repeating: 0, count: capacity)
        other = AlignedBuffer(repeating: 0, count: capacity)
    }

    /// The memory that is allocated for rows of a length, in bytes.
    static func byteCount(capacity: Int) -> Int { 2 * capacity * MemoryLayout<UInt32>.stride }

    /// Sorts a row: keys ascending, the higher position first where they are equal.
    mutating func sort(_ keys: Span<UInt32>) {
        Self.reversePositions(&positions, keys.count)
        for byte in 0..<4 {
            Self.distribute(keys, byte: byte, from: positions, to: &other, &starts)
            swap(&positions, &other)
        }
    }

    /// The positions in the row by rank; rank 0 is the least.
    var order: Span<UInt32> {
        @_lifetime(borrow self)
        get { positions.span }
    }

    private static func reversePositions(_ order: inout AlignedBuffer<UInt32>, _ count: Int) {
        var order = order.mutableSpan(0..<count)
        for index in order.indices { order[index] = UInt32(count - 1 - index) }
    }

    /// Sorts by one byte, keeping the order of equal ones.
    private static func distribute(
        _ keys: Span<UInt32>,
        byte: Int,
        from source: borrowing AlignedBuffer<UInt32>,
        to target: inout AlignedBuffer<UInt32>,
        _ starts: inout [Int]
    ) {
        let (shift, source) = (UInt32(8 * byte), source.span)
        var target = target.mutableSpan(0..<keys.count)
        var starts = starts.mutableSpan
        for digit in starts.indices { starts[digit] = 0 }
        for index in keys.indices { starts[Int(keys[index] &>> shift & 255)] += 1 }
        var sum = 0
        for digit in starts.indices { (starts[digit], sum) = (sum, sum + starts[digit]) }
        for index in keys.indices {
            let position = source[index]
            let digit = Int(keys[Int(position)] &>> shift & 255)
            target[starts[digit]] = position
            starts[digit] += 1
        }
    }
}
