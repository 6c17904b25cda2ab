internal import Tensors

/// Memory for what procedures derive from one vector at a time.
struct ElementScratch: ~Copyable {
    /// Keys of elements, or their random numbers.
    var words: AlignedBuffer<UInt32>
    /// Ranks within a row.
    var ranking: RowRanking

    init(capacity: Int, ranksRows: Bool) {
        words = AlignedBuffer(repeating: 0, count: capacity)
        ranking = RowRanking(capacity: ranksRows ? capacity : 0)
    }

    /// The memory that is allocated, in bytes.
    static func byteCount(capacity: Int, ranksRows: Bool) -> Int {
        capacity * MemoryLayout<UInt32>.stride
            + (ranksRows ? RowRanking.byteCount(capacity: capacity) : 0)
    }

    /// Ranks the first words.
    mutating func rankWords(_ count: Int) { Self.rank(words, count, &ranking) }

    private static func rank(
        _ words: borrowing AlignedBuffer<UInt32>,
        _ count: Int,
        _ ranking: inout RowRanking
    ) {
        ranking.sort(words.span.extracting(first: count))
    }
}
