/// The first elements of the order "greater key first, then lower position first".
struct RankCut: Sendable, Equatable {
    /// The number of these elements; the cut lies behind them.
    let rank: Int

    /// The leading bits of the last one's key, as far as they are known.
    private(set) var key: UInt32 = 0
    /// The number of elements whose keys are greater in these bits.
    private(set) var above = 0

    /// - Parameters:
    ///   - rank: The number of elements before the cut; any number below 0 counts as 0.
    ///   - count: The number of all elements.
    init(rank: Int, of count: Int) {
        self.rank = min(max(rank, 0), count)
    }

    /// How many elements with the key at the cut come before it.
    var need: Int { rank - above }

    /// Learns the next bits of the key.
    ///
    /// - Parameters:
    ///   - histogram: For each value of these bits, how many keys that agree in all bits before have
    ///     it.
    ///   - bits: The number of bits.
    /// - Precondition: `rank` is not 0.
    mutating func descend(into histogram: ArraySlice<Int>, bits: Int) {
        for (digit, count) in histogram.enumerated().reversed() {
            if above + count >= rank {
                key = key << UInt32(bits) | UInt32(digit)
                return
            }
            above += count
        }
        preconditionFailure("a histogram of fewer elements than there are")
    }
}
