internal import CLIPModels

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

    /// From the smallest to the largest angle, between 0 and 180 degrees: layers that differ little are
    /// told apart too.
    static func angleAxis(_ angles: [Double]) -> Axis {
        let range = range(of: angles, within: 0...180, least: 1, otherwise: 0...90)
        let span = range.upperBound - range.lowerBound
        return Axis(
            holding: range,
            from: anglePanel.bottom,
            to: anglePanel.top,
            step: span > 90 ? TickStep(30) : span > 60 ? TickStep(15) : nil
        )
    }

    /// From the smallest to the largest ratio, between -1 and 2.
    ///
    /// Ratios fall without bound when task vectors oppose each other; an axis that held them all
    /// would show nothing of the rest.
    static func ratioAxis(_ ratios: [Double]) -> Axis {
        let range = range(of: ratios, within: -1...2, least: 0.01, otherwise: 0...1)
        return Axis(holding: range, from: ratioPanel.bottom, to: ratioPanel.top)
    }

    /// The range of values that lie within limits, at least so wide.
    private static func range(
        of values: [Double],
        within limits: ClosedRange<Double>,
        least: Double,
        otherwise: ClosedRange<Double>
    ) -> ClosedRange<Double> {
        let inside = values.map { min(max($0, limits.lowerBound), limits.upperBound) }
        guard let smallest = inside.min(), let largest = inside.max() else { return otherwise }
        let missing = max(least - (largest - smallest), 0) / 2
        let start = max(smallest - missing, limits.lowerBound)
        return start...max(min(largest + missing, limits.upperBound), start + least)
    }
}
