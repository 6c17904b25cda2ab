/// Small charts side by side, with one heading and one legend.
///
/// The chart is a self-contained SVG document that suits light and dark pages.
package struct PanelChart: Sendable {
    /// The heading.
    package let title: String
    /// What the series are, by their looks; those without a title are left out of the legend.
    package let legend: [PanelSeries.Look: String]
    /// The panels, row by row.
    package let panels: [Panel]
    /// How many are side by side.
    let columnCount: Int

    /// Describes a chart.
    ///
    /// - Precondition: There is at least one panel.
    package init(title: String, legend: [PanelSeries.Look: String], panels: [Panel]) {
        precondition(!panels.isEmpty, "a chart has a panel")
        (self.title, self.legend, self.panels) = (title, legend, panels)
        columnCount = min(panels.count, 3)
    }

    /// The chart as an SVG document; the same chart gives the same text.
    ///
    /// - Complexity: O(n) time for n points, and O(n) for each label.
    package var svg: String {
        let whole = Frame(
            left: 0,
            top: 0,
            width: Self.margin + Double(columnCount) * cell.width,
            height: Self.headHeight + Double((panels.count - 1) / columnCount + 1) * cell.height
        )
        var root = SVGElement(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "class": Self.rootClass, "role": "img",
                "width": whole.width.svg, "height": whole.height.svg,
                "viewBox": "0 0 \(whole.width.svg) \(whole.height.svg)",
            ]
        )
        root.append(SVGElement("title", text: title))
        let looks = PanelSeries.Look.allCases
        let styles = looks.map { $0.style(legend[$0] ?? "") }
        root.append(
            SVGElement("style", text: StyleSheet(root: Self.rootClass, series: styles).text)
        )
        root.append(.rectangle(whole, class: "surface"))
        root.append(heading(styles, width: whole.width))
        for (number, panel) in panels.enumerated() {
            root.append(DrawnPanel(panel, styles, in: frame(number)).elements)
        }
        return root.rendered
    }

    private func heading(_ styles: [SeriesStyle], width: Double) -> SVGElement {
        let longest = Int(width / 10)
        let text = title.count > longest ? title.prefix(longest - 1) + "…" : title
        let place = Point(x: Self.margin, y: 30)
        let entries = zip(PanelSeries.Look.allCases, styles).filter { legend[$0.0] != nil }
        let drawn = Legend(
            entries.map { (number: $0.0.rawValue, style: $0.1) },
            at: Point(x: Self.margin, y: 40),
            width: width - 2 * Self.margin
        )
        return SVGElement(
            "g",
            children: [.text(text, at: place, class: "heading", anchor: .start)] + drawn.elements
        )
    }

    /// The room of a panel with its axes' texts.
    private var cell: (width: Double, height: Double) {
        switch columnCount {
        case 1: (760, 500)
        case 2: (440, 340)
        default: (310, 270)
        }
    }

    /// Where the points of a panel are.
    private func frame(_ number: Int) -> Frame {
        let (row, column) = (number / columnCount, number % columnCount)
        return Frame(
            left: Self.margin + Double(column) * cell.width + 48,
            top: Self.headHeight + Double(row) * cell.height + 44,
            width: cell.width - 72,
            height: cell.height - 100
        )
    }

    private static let rootClass = "stockpot-panels"
    private static let margin = 20.0
    private static let headHeight = 64.0
}

extension PanelChart {
    /// The most panels that a chart holds.
    package static let mostPanels = 48
}
