/// Finds the elements with the greatest keys without sorting them.
///
/// Each pass over the keys counts the values of some more of their bits, among those keys that agree
/// with the cut in all bits before. After the last pass the key at the cut is known, and how many
/// elements with just that key belong before it: those at the lowest positions. The counts of the
/// last pass are kept for each segment, so that every segment knows how many of these come before its
/// own, and segments can be treated in any order.
///
/// - Complexity: Three passes; memory for 4096 counts per cut, and 128 per cut and segment.
struct RadixSelection: Sendable {
    /// The bits that each pass looks at.
    private let widths: [Int]
    private let elementCount: Int
    private var cuts: [RankCut]
    private var pass = 0
    private var histograms: [Int]
    private var segmentCounts: [[UInt32]] = []
    /// For each segment and each cut, how many elements with the key at the cut come before.
    private var equalBefore: [[Int]] = []

    /// Prepares a selection.
    ///
    /// - Parameters:
    ///   - ranks: How many elements come before each cut; may be set anew after the first pass.
    ///   - count: The number of all elements.
    ///   - isSigned: Whether keys have 32 bits, not 31.
    init(ranks: [Int], of count: Int, isSigned: Bool = false) {
        widths = [isSigned ? 13 : 12, 12, 7]
        elementCount = count
        cuts = ranks.map { RankCut(rank: $0, of: count) }
        histograms = []
    }

    /// The number of passes over all keys that remain.
    var remainingPasses: Int { widths.count - pass }

    /// Whether no pass has ended yet.
    var isFresh: Bool { pass == 0 }

    /// The number of cuts.
    var cutCount: Int { cuts.count }

    /// The number of counts that the next pass makes.
    var countLength: Int { histogramCount << widths[pass] }

    /// The most memory that one selection takes, its histograms and one segment's counts, in bytes.
    static func byteCount(cutCount: Int, segmentCount: Int) -> Int {
        let counts = max(1 << 13, cutCount << 12)
        return counts * (MemoryLayout<Int>.stride + 2 * MemoryLayout<UInt32>.stride)
            + segmentCount * cutCount * (MemoryLayout<UInt32>.stride << 7)
    }

    /// Changes how many elements come before each cut, for ranks that follow from the first pass.
    mutating func setRanks(_ ranks: [Int]) {
        precondition(pass == 0, "ranks are known before the second pass")
        cuts = ranks.map { RankCut(rank: $0, of: elementCount) }
    }
}

// MARK: - Counting

extension RadixSelection {
    /// All cuts begin with the same bits: none.
    private var histogramCount: Int { pass == 0 ? 1 : cuts.count }

    private var shift: UInt32 { UInt32(widths[(pass + 1)...].reduce(0, +)) }

    /// Counts keys for the next pass, from position `first` of the counts on.
    func count(_ keys: Span<UInt32>, into counts: inout MutableSpan<UInt32>, from first: Int) {
        let (shift, size) = (shift, 1 << widths[pass])
        guard pass > 0 else {
            for index in keys.indices { counts[first + Int(keys[index] &>> shift)] &+= 1 }
            return
        }
        for (position, cut) in cuts.enumerated() where cut.rank > 0 {
            let (start, mask) = (first + position * size, UInt32(size - 1))
            let (prefix, width) = (cut.key, UInt32(widths[pass]))
            for index in keys.indices {
                let digits = keys[index] &>> shift
                if digits &>> width == prefix { counts[start + Int(digits & mask)] &+= 1 }
            }
        }
    }

    /// Adds a segment's counts; segments come in their order.
    mutating func add(_ counts: ArraySlice<UInt32>) {
        // Only now: a plan holds the selections of all layers, and few are at work at a time.
        if histograms.isEmpty { histograms = Array(repeating: 0, count: countLength) }
        for (position, count) in counts.enumerated() { histograms[position] += Int(count) }
        if pass == widths.count - 1 { segmentCounts.append(Array(counts)) }
    }

    /// Ends a pass over all keys.
    mutating func finishPass() {
        let size = 1 << widths[pass]
        for position in cuts.indices where cuts[position].rank > 0 {
            let start = pass == 0 ? 0 : position * size
            cuts[position].descend(into: histograms[start..<start + size], bits: widths[pass])
        }
        if pass == widths.count - 1 { countEqualBefore() }
        pass += 1
        histograms = []
    }

    private mutating func countEqualBefore() {
        let size = 1 << widths[pass]
        var seen = Array(repeating: 0, count: cuts.count)
        for counts in segmentCounts {
            equalBefore.append(seen)
            for (position, cut) in cuts.enumerated() {
                seen[position] += Int(counts[position * size + Int(cut.key) % size])
            }
        }
        segmentCounts = []
    }
}

// MARK: - What was found

extension RadixSelection {
    /// The counts with which a walk through a segment begins.
    func equalBefore(segment: Int) -> [Int] { equalBefore[segment] }

    /// The key at a cut that has elements before it: the least of them.
    func key(atCut cut: Int) -> UInt32 {
        precondition(pass == widths.count && cuts[cut].rank > 0, "no key was found")
        return cuts[cut].key
    }

    /// Sets those values to zero that lie on one side of a cut.
    ///
    /// - Parameters:
    ///   - values: Consecutive values of a segment.
    ///   - keys: Their keys.
    ///   - position: The cut's position.
    ///   - keepsFirst: Whether those before the cut stay, or those behind it.
    ///   - equal: How many elements with the key at the cut came before these values.
    func zero(
        _ values: inout MutableSpan<Double>,
        _ keys: Span<UInt32>,
        cut position: Int,
        keepsFirst: Bool,
        equal: inout Int
    ) {
        let cut = cuts[position]
        guard cut.rank > 0 else {
            if keepsFirst { for index in values.indices { values[index] = 0 } }
            return
        }
        precondition(keys.count == values.count)
        // Without a branch: keys are as good as random, and those equal to the cut's are few.
        let key = cut.key
        for index in values.indices {
            let stays = keepsFirst ? keys[index] >= key : keys[index] <= key
            values[index] = values[index].orZero(unless: stays)
        }
        var found = 0
        for index in keys.indices { found += keys[index] == key ? 1 : 0 }
        if found > 0 { zeroEqual(&values, keys, cut, keepsFirst: keepsFirst, equal: &equal) }
    }

    /// Sets those values with the key at a cut to zero that lie on the wrong side of it.
    private func zeroEqual(
        _ values: inout MutableSpan<Double>,
        _ keys: Span<UInt32>,
        _ cut: RankCut,
        keepsFirst: Bool,
        equal: inout Int
    ) {
        for index in values.indices where keys[index] == cut.key {
            if (equal < cut.need) != keepsFirst { values[index] = 0 }
            equal += 1
        }
    }
}

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

extension Double {
    /// The number itself, or zero unless a condition holds; without a branch, which a random
    /// condition would mislead.
    @inline(__always)
    func orZero(unless condition: Bool) -> Double {
        Double(bitPattern: bitPattern & (condition ? .max : 0))
    }
}
