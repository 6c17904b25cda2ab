extension MergeReport {
    /// The ratios of all layers that have one, ascending.
    public var ratios: [Double] { layers.compactMap(\.t).sorted() }

    /// The median of the ratios; nil where no layer has one.
    public var medianRatio: Double? { ratios.medianOfSorted }

    /// How many layers each rule made, by name.
    public var ruleCounts: [(rule: String, count: Int)] {
        Dictionary(grouping: layers, by: \.rule).map { ($0, $1.count) }.sorted { $0.0 < $1.0 }
    }
}

extension [Double] {
    /// The median of numbers in ascending order; nil where there are none.
    var medianOfSorted: Double? {
        isEmpty ? nil : (self[(count - 1) / 2] + self[count / 2]) / 2
    }
}
