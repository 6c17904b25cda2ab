extension LayerChart {
    static let whole = Frame(left: 0, top: 0, width: 1100, height: 648)
    static let anglePanel = Frame(left: 76, top: 92, width: 1004, height: 280)
    static let ratioPanel = Frame(left: 76, top: 404, width: 1004, height: 190)

    static let attributes: KeyValuePairs = [
        "xmlns": "http://www.w3.org/2000/svg", "class": rootClass, "role": "img",
        "width": whole.width.svg, "height": whole.height.svg,
        "viewBox": "0 0 \(whole.width.svg) \(whole.height.svg)",
    ]

    static let styleSheet = StyleSheet(
        root: rootClass,
        series: LayerKind.allCases.map(\.style)
    ).text

    private static let rootClass = "stockpot-chart"

    /// From 0 to 90 degrees, or further where a layer demands it.
    static func angleAxis(largest: Double) -> Axis {
        let end = min(max(largest, 90), 180)
        return Axis(
            holding: 0...end,
            from: anglePanel.bottom,
            to: anglePanel.top,
            step: TickStep(end > 90 ? 30 : 15)
        )
    }

    /// From 0 to 1, or further where a layer demands it.
    ///
    /// Ratios fall without bound when task vectors oppose each other; an axis that held them all
    /// would show nothing of the rest.
    static func ratioAxis(smallest: Double, largest: Double) -> Axis {
        let start = max(min(smallest, 0), -1)
        let end = min(max(largest, 1), 2)
        return Axis(holding: start...end, from: ratioPanel.bottom, to: ratioPanel.top)
    }
}
