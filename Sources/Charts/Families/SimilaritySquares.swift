/// A square for each pair of models, stronger in colour where the two are more alike.
///
/// One hue over the ground, so that both light and dark pages show more likeness as more colour.
struct SimilaritySquares {
    private let values: [[Double]]
    private let order: [Int]
    private let names: [String]
    private let least: Double

    init(_ values: [[Double]], _ order: [Int], _ names: [String]) {
        (self.values, self.order, self.names) = (values, order, names)
        let others = order.flatMap { i in order.filter { $0 != i }.map { values[i][$0] } }
        let smallest = others.min() ?? 0
        // Where all are much alike, what tells them apart is the rest.
        least = smallest < 0.5 ? min(smallest, 0) : smallest - 0.1 * (1 - smallest)
    }

    /// The squares, with numbers where there is room for them.
    func elements(_ layout: FamilyLayout) -> [SVGElement] {
        var elements: [SVGElement] = []
        let digits = least > 0.9 ? 4 : 2
        let fontWidth = TextWidth(String(repeating: "0", count: digits + 2), fontSize: 11).pixels
        for (row, model) in order.enumerated() {
            for (column, other) in order.enumerated() {
                let value = values[model][other]
                let frame = layout.square(row, column)
                elements.append(square(value, model, other, frame))
                guard fontWidth <= layout.side else { continue }
                let isStrong = strength(value) > 0.75
                elements.append(
                    .text(
                        DecimalText(value, places: digits).text,
                        at: Point(x: frame.middle.x, y: frame.middle.y + 4),
                        class: isStrong ? "on-strong" : "on-weak"
                    )
                )
            }
        }
        return elements
    }

    private func square(_ value: Double, _ model: Int, _ other: Int, _ frame: Frame) -> SVGElement {
        SVGElement(
            "rect",
            [
                "class": "pair", "x": frame.left.svg, "y": frame.top.svg,
                "width": frame.width.svg, "height": frame.height.svg,
                "fill-opacity": strength(value).svg,
            ],
            children: [
                SVGElement(
                    "title",
                    text: "\(names[model]), \(names[other]): \(DecimalText(value, places: 4).text)"
                )
            ]
        )
    }

    /// How strong the colour of a value is, from 0.05 to 1.
    private func strength(_ value: Double) -> Double {
        let part = least < 1 ? (value - least) / (1 - least) : 1
        return 0.05 + 0.95 * min(max(part, 0), 1)
    }

    /// The rules of the style sheet for squares, their numbers and the tree's lines.
    static func rules(_ root: String) -> String {
        let font = "font-family: system-ui, 'Helvetica Neue', Arial, sans-serif; font-size: 11px;"
        let blue = ChartColour.blue
        return """
            .\(root) .pair { fill: \(blue.light); fill: var(--series-0); }
            .\(root) .on-strong { \(font) fill: #ffffff; fill: var(--surface); pointer-events: none; }
            .\(root) .on-weak { \(font) fill: #1c2126; fill: var(--ink); pointer-events: none; }
            .\(root) .branch { fill: none; stroke-width: 1.6; stroke: #1c2126; stroke: var(--ink); }
            """
    }
}
