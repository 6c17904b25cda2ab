/// A chart of accuracy on clean images against accuracy under shift, one point per model.
///
/// The chart is a self-contained SVG document that suits light and dark pages. Points to the
/// upper right are better on both counts. Labels are where they cover neither points nor each
/// other; those that find no such place are left to the texts of their points.
package struct AccuracyChart: Sendable {
    /// The heading.
    package let title: String
    /// The name of the horizontal axis.
    package let cleanTitle: String
    /// The name of the vertical axis.
    package let shiftedTitle: String
    /// The points.
    package let series: [AccuracySeries]

    /// Describes a chart.
    package init(
        title: String,
        cleanTitle: String,
        shiftedTitle: String,
        series: [AccuracySeries]
    ) {
        self.title = title
        self.cleanTitle = cleanTitle
        self.shiftedTitle = shiftedTitle
        self.series = series
    }

    /// The chart as an SVG document.
    ///
    /// The same chart gives the same text.
    ///
    /// - Complexity: O(n) time for n points, and O(n) for each label.
    package var svg: String {
        let panel = AccuracyPanel(series, in: Self.panel)
        var root = SVGElement("svg", Self.attributes)
        root.append(SVGElement("title", text: title))
        root.append(SVGElement("desc", text: description))
        let styles = StyledSeries.styles(of: StyledSeries.all(series))
        root.append(
            SVGElement("style", text: StyleSheet(root: Self.rootClass, series: styles).text)
        )
        root.append(.rectangle(Self.whole, class: "surface"))
        root.append(heading)
        root.append(panel.grid + axisTitles + [panel.curves, panel.markers, panel.labels])
        return root.rendered
    }
}

extension AccuracyChart {
    static let whole = Frame(left: 0, top: 0, width: 820, height: 600)
    static let panel = Frame(left: 76, top: 84, width: 716, height: 440)

    private static let rootClass = "stockpot-chart"

    private static let attributes: KeyValuePairs = [
        "xmlns": "http://www.w3.org/2000/svg", "class": rootClass, "role": "img",
        "width": whole.width.svg, "height": whole.height.svg,
        "viewBox": "0 0 \(whole.width.svg) \(whole.height.svg)",
    ]

    private var heading: SVGElement {
        let place = Point(x: Self.panel.left, y: 30)
        let text = SVGElement.text(
            Self.cut(title, to: 80),
            at: place,
            class: "heading",
            anchor: .start
        )
        let origin = Point(x: Self.panel.left, y: 40)
        let legend = StyledSeries.legend(
            StyledSeries.all(series),
            at: origin,
            size: (Self.panel.width, Self.panel.top - origin.y)
        )
        return SVGElement("g", children: [text] + legend.elements)
    }

    private var axisTitles: [SVGElement] {
        let below = Point(x: Self.panel.middle.x, y: Self.whole.bottom - 24)
        let beside = Point(x: Self.panel.left - 52, y: Self.panel.middle.y)
        return [
            .text(Self.cut(cleanTitle, to: 90), at: below, class: "axis-title"),
            .verticalText(Self.cut(shiftedTitle, to: 60), at: beside, class: "axis-title"),
        ]
    }

    private var description: String {
        let count = series.reduce(0) { $0 + $1.points.count }
        return
            "\(count) \(count == 1 ? "point" : "points"). Horizontally: \(cleanTitle). Vertically: \(shiftedTitle)."
    }

    private static func cut(_ text: String, to longest: Int) -> String {
        text.count > longest ? text.prefix(longest - 1) + "…" : text
    }
}
