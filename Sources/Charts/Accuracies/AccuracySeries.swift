/// Points of one kind in an accuracy chart.
package struct AccuracySeries: Sendable, Hashable {
    /// What the points are, which decides how they look; in the order of the legend.
    package enum Kind: Int, Sendable, CaseIterable {
        /// Fine-tuned models, each by itself.
        case model
        /// Averages of models.
        case soup
        /// Merges by Model Stock.
        case modelStock
        /// The line from a base to a model, its points connected.
        case interpolation
    }

    /// What the points are.
    package let kind: Kind
    /// Whose interpolation it is, for the legend of a chart with several.
    package let name: String?
    /// The points; those of an interpolation in the order in which they are connected.
    package let points: [AccuracyPoint]

    /// Collects points.
    package init(_ kind: Kind, _ points: [AccuracyPoint], name: String? = nil) {
        self.kind = kind
        self.name = name
        self.points = points
    }
}

extension AccuracySeries.Kind {
    var style: SeriesStyle {
        switch self {
        case .model: SeriesStyle(title: "single model", colour: .blue, shape: .circle)
        case .soup: SeriesStyle(title: "soup or other merge", colour: .vermilion, shape: .square)
        case .modelStock: SeriesStyle(title: "Model Stock", colour: .green, shape: .diamond)
        case .interpolation:
            SeriesStyle(title: "WiSE-FT", colour: .purple, shape: .triangle, isFilled: false)
        }
    }
}
