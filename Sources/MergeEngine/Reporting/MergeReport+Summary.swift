extension MergeReport {
    /// The ratios of all layers that have one, ascending.
    public var ratios: [Double] { layers.compactMap(\.t).sorted() }

    /// The middle one of the ratios; nil where no layer has one.
    public var medianRatio: Double? { ratios.isEmpty ? nil : ratios[ratios.count / 2] }

    /// How many layers each rule made, by name.
    public var ruleCounts: [(rule: String, count: Int)] {
        Dictionary(grouping: layers, by: \.rule).map { ($0, $1.count) }.sorted { $0.0 < $1.0 }
    }
}
