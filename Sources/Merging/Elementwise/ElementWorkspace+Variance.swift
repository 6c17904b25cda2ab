internal import Tensors

extension ElementWorkspace {
    /// Makes keys of the population variances over the vectors: `sum_i (v_i - mean)^2 / N`.
    mutating func setKeysToVariances() {
        let ranges = vectorRanges
        Self.addVectors(vectors, ranges, into: &totals)
        Self.variances(vectors, ranges, totals, &result)
        Self.setKeys(&scratch.words, toMagnitudesOf: result, count)
    }

    /// Sets all vectors to zero where the keys lie behind the selection's first cut.
    ///
    /// - Parameters:
    ///   - selection: The selection.
    ///   - equal: How many elements with the key at the cut came before these.
    mutating func keepSelected(_ selection: RadixSelection, _ equal: inout Int) {
        let before = equal
        for range in vectorRanges {
            equal = before
            Self.keepSelected(&vectors, range, selection, scratch.words, &equal)
        }
    }

    private static func setKeys(
        _ keys: inout AlignedBuffer<UInt32>,
        toMagnitudesOf values: borrowing AlignedBuffer<Double>,
        _ count: Int
    ) {
        OrderedKey.fill(&keys, withMagnitudesOf: values.span.extracting(first: count))
    }

    private static func variances(
        _ vectors: borrowing AlignedBuffer<Double>,
        _ ranges: [Range<Int>],
        _ totals: borrowing AlignedBuffer<Double>,
        _ variances: inout AlignedBuffer<Double>
    ) {
        let (totals, count) = (totals.span, Double(ranges.count))
        var variances = variances.mutableSpan(0..<(ranges.first?.count ?? 0))
        for index in variances.indices { variances[index] = 0 }
        for range in ranges {
            let vector = vectors.span.extracting(range)
            for index in variances.indices {
                let distance = vector[index] - totals[index] / count
                variances[index] += distance * distance
            }
        }
        for index in variances.indices { variances[index] /= count }
    }

    private static func keepSelected(
        _ vectors: inout AlignedBuffer<Double>,
        _ range: Range<Int>,
        _ selection: RadixSelection,
        _ words: borrowing AlignedBuffer<UInt32>,
        _ equal: inout Int
    ) {
        var vector = vectors.mutableSpan(range)
        let keys = words.span.extracting(first: range.count)
        selection.zero(&vector, keys, cut: 0, keepsFirst: true, equal: &equal)
    }
}
