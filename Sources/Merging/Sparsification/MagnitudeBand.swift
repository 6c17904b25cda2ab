internal import Tensors

/// Keeps the elements whose ranks in magnitude lie in a range; rank 0 is the greatest, and of equal
/// magnitudes the lower position comes first.
struct MagnitudeBand: Sparsifier {
    private var selection: RadixSelection

    /// - Parameters:
    ///   - ranks: The ranks that stay.
    ///   - count: The number of elements.
    init(keeping ranks: Range<Int>, of count: Int) {
        let bounds =
            ranks.lowerBound > 0 ? [ranks.upperBound, ranks.lowerBound] : [ranks.upperBound]
        selection = RadixSelection(ranks: bounds, of: count)
    }

    var remainingPasses: Int { selection.remainingPasses }

    var countLength: Int { selection.countLength }

    func byteCount(segmentCount: Int) -> Int {
        RadixSelection.byteCount(cutCount: selection.cutCount, segmentCount: segmentCount)
    }

    func equalBefore(segment: Int) -> [Int] { selection.equalBefore(segment: segment) }

    func count(
        _ vector: Span<Double>,
        _ scratch: inout ElementScratch,
        into counts: inout MutableSpan<UInt32>,
        from first: Int
    ) {
        OrderedKey.fill(&scratch.words, withMagnitudesOf: vector)
        let keys = scratch.words.span.extracting(first: vector.count)
        selection.count(keys, into: &counts, from: first)
    }

    mutating func add(_ counts: ArraySlice<UInt32>) { selection.add(counts) }

    mutating func finishPass() { selection.finishPass() }

    func sparsify(
        _ vector: inout MutableSpan<Double>,
        from start: Int,
        _ scratch: inout ElementScratch,
        _ equal: inout [Int]
    ) {
        OrderedKey.fill(&scratch.words, withMagnitudesOf: vector.span)
        let keys = scratch.words.span.extracting(first: vector.count)
        for cut in equal.indices {
            selection.zero(&vector, keys, cut: cut, keepsFirst: cut == 0, equal: &equal[cut])
        }
    }
}
