/// The style sheet of a chart: colours for light and dark ground, and the look of its parts.
///
/// Every rule that takes a colour from a custom property names the light one before it, for
/// renderers without custom properties: those skip the second declaration.
struct StyleSheet {
    let text: String

    /// - Parameters:
    ///   - root: The class of the outermost element, which keeps the rules to the chart.
    ///   - series: The styles of the series, in order.
    init(root: String, series: [SeriesStyle]) {
        let palette = Self.palette + series.enumerated().map { ("series-\($0)", $1.colour) }
        let light = palette.map { "--\($0): \($1.light);" }.joined(separator: " ")
        let dark = palette.map { "--\($0): \($1.dark);" }.joined(separator: " ")
        let rules = Self.rules + series.enumerated().map(Self.rule)
        text = """
            .\(root) { color-scheme: light dark; \(light) }
            @media (prefers-color-scheme: dark) { .\(root) { \(dark) } }
            \(rules.map { ".\(root) .\($0)" }.joined(separator: "\n"))
            """
    }

    private static let surface = ChartColour(light: "#ffffff", dark: "#14181d")
    private static let ink = ChartColour(light: "#1c2126", dark: "#e8ebee")
    private static let soft = ChartColour(light: "#59616a", dark: "#a4adb7")
    private static let grid = ChartColour(light: "#e6e9ec", dark: "#2b3239")
    private static let frame = ChartColour(light: "#9aa2ab", dark: "#66707a")
    private static let palette = [
        ("surface", surface), ("ink", ink), ("soft", soft), ("grid", grid), ("frame", frame),
    ]

    private static let font = "font-family: system-ui, 'Helvetica Neue', Arial, sans-serif;"
    private static let rules = [
        "surface { \(paint("fill", "surface", surface)) }",
        "heading { \(font) font-size: 16px; font-weight: 600; \(paint("fill", "ink", ink)) }",
        "axis-title { \(font) font-size: 13px; \(paint("fill", "ink", ink)) }",
        "label { \(font) font-size: 11px; \(paint("fill", "soft", soft)) }",
        "legend { \(font) font-size: 12px; \(paint("fill", "ink", ink)) }",
        "grid { fill: none; stroke-width: 1; \(paint("stroke", "grid", grid)) }",
        "frame { fill: none; stroke-width: 1; \(paint("stroke", "frame", frame)) }",
        "mark { stroke-width: 1.2; stroke-linejoin: round; pointer-events: all; }",
    ]

    private static func rule(_ number: Int, _ style: SeriesStyle) -> String {
        let stroke = paint("stroke", "series-\(number)", style.colour)
        let fill =
            style.isFilled
            ? paint("fill", "series-\(number)", style.colour) + " fill-opacity: 0.75;"
            : "fill: none;"
        return "series-\(number) { \(stroke) \(fill) }"
    }

    private static func paint(_ property: String, _ name: String, _ colour: ChartColour) -> String {
        "\(property): \(colour.light); \(property): var(--\(name));"
    }
}
