/// One of several small charts that share a heading.
package struct Panel: Sendable, Equatable {
    /// Its heading.
    package let title: String
    /// The text below the heading.
    package let caption: String
    /// The name of the horizontal axis.
    package let horizontalTitle: String
    /// The name of the vertical axis.
    package let verticalTitle: String
    /// The points.
    package let series: [PanelSeries]
    /// What the axes span; nil for what the points need.
    package let horizontalRange: ClosedRange<Double>?
    package let verticalRange: ClosedRange<Double>?

    /// Describes a panel.
    package init(
        title: String,
        caption: String,
        horizontalTitle: String,
        verticalTitle: String,
        series: [PanelSeries],
        horizontalRange: ClosedRange<Double>? = nil,
        verticalRange: ClosedRange<Double>? = nil
    ) {
        (self.title, self.caption) = (title, caption)
        (self.horizontalTitle, self.verticalTitle) = (horizontalTitle, verticalTitle)
        self.series = series
        (self.horizontalRange, self.verticalRange) = (horizontalRange, verticalRange)
    }
}
