internal import TextFormats

extension MergeReport {
    /// The ratios of all layers that have one, ascending.
    public var ratios: [Double] { layers.compactMap(\.t).sorted() }

    /// The median of the ratios; nil where no layer has one.
    public var medianRatio: Double? { ratios.medianOfSorted }

    /// How many layers each rule made, by name.
    public var ruleCounts: [(rule: String, count: Int)] {
        var counts: [UTF8Key: Int] = [:]
        for layer in layers { counts[layer.rule, default: 0] += 1 }
        return counts.sorted { $0.key < $1.key }.map { ($0.key.text, $0.value) }
    }
}

extension [Double] {
    /// The median of numbers in ascending order; nil where there are none.
    var medianOfSorted: Double? {
        isEmpty ? nil : (self[(count - 1) / 2] + self[count / 2]) / 2
    }
}
