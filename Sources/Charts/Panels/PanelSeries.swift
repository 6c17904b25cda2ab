/// Points of one kind, in all panels of a chart.
package struct PanelSeries: Sendable, Equatable {
    /// How a series looks; in the order of the legend.
    package enum Look: Int, Sendable, CaseIterable {
        /// Filled circles.
        case points
        /// A line with hollow triangles.
        case line
        /// A line with hollow diamonds.
        case otherLine
    }

    /// How it looks.
    package let look: Look
    /// The points; those of a line in the order in which they are connected.
    package let points: [PanelPoint]

    /// Collects points.
    package init(_ look: Look, _ points: [PanelPoint]) {
        (self.look, self.points) = (look, points)
    }
}

extension PanelSeries.Look {
    var isLine: Bool { self != .points }

    /// The style with the title that a chart gives it.
    func style(_ title: String) -> SeriesStyle {
        switch self {
        case .points: SeriesStyle(title: title, colour: .blue, shape: .circle)
        case .line: SeriesStyle(title: title, colour: .green, shape: .triangle, isFilled: false)
        case .otherLine:
            SeriesStyle(title: title, colour: .vermilion, shape: .diamond, isFilled: false)
        }
    }
}
