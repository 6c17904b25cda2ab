internal import CLIPModels

/// A chart of the angles and ratios of a merge, layer by layer in network order.
///
/// The chart is a self-contained SVG document that suits light and dark pages: the angles in the
/// upper panel, the ratios in the lower one, one point per layer, and a series per kind of layer.
/// Kinds and order follow from the names, in OpenAI's and in Hugging Face's dialect.
package struct LayerChart: Sendable {
    /// The heading.
    package let title: String
    /// The layers, in any order.
    package let layers: [LayerFigure]

    /// Describes a chart.
    ///
    /// - Parameters:
    ///   - title: The heading.
    ///   - layers: The layers, in any order; those without any value are left out.
    package init(title: String, layers: [LayerFigure]) {
        self.title = title
        self.layers = layers
    }

    /// The chart as an SVG document.
    ///
    /// The same chart gives the same text.
    ///
    /// - Complexity: O(n log n) time for n layers; about 250 bytes per point.
    package var svg: String {
        let columns = LayerColumns(layers, in: Self.anglePanel)
        let blocks = BlockAxis(columns: columns.columns)
        var root = SVGElement("svg", Self.attributes)
        root.append(SVGElement("title", text: title))
        root.append(SVGElement("desc", text: description(of: columns.layers)))
        root.append(SVGElement("style", text: Self.styleSheet))
        root.append(.rectangle(Self.whole, class: "surface"))
        root.append(heading(columns.layers))
        for panel in panels(columns.layers) {
            root.append(panel.elements(columns.layers, blocks))
        }
        root.append(horizontalAxis(blocks))
        return root.rendered
    }
}

extension LayerChart {
    private func heading(_ layers: [PlacedLayer]) -> SVGElement {
        let place = Point(x: Self.anglePanel.left, y: 30)
        let text = SVGElement.text(shortTitle, at: place, class: "heading", anchor: .start)
        let present = Set(layers.map(\.kind))
        let series = LayerKind.allCases.filter(present.contains).map { ($0.rawValue, $0.style) }
        let origin = Point(x: Self.anglePanel.left, y: 44)
        let legend = Legend(series, at: origin, width: Self.anglePanel.width)
        return SVGElement("g", children: [text] + legend.elements)
    }

    private func panels(_ layers: [PlacedLayer]) -> [LayerPanel] {
        let angles =
            layers.compactMap(\.figure.angle) + layers.flatMap { $0.figure.pairs.map(\.angle) }
        let ratios = layers.compactMap(\.figure.ratio)
        return [
            LayerPanel(
                frame: Self.anglePanel,
                title: "angle between task vectors (degrees)",
                axis: Self.angleAxis(angles),
                value: \.angle,
                pairs: \.pairs
            ),
            LayerPanel(
                frame: Self.ratioPanel,
                title: "ratio t",
                axis: Self.ratioAxis(ratios),
                value: \.ratio,
                pairs: { _ in [] }
            ),
        ]
    }

    private func horizontalAxis(_ blocks: BlockAxis) -> SVGElement {
        let panel = Self.ratioPanel
        let title = Point(x: panel.middle.x, y: Self.whole.bottom - 14)
        let label = SVGElement.text("layer, in network order", at: title, class: "axis-title")
        let towers = blocks.towers(at: Self.anglePanel.top - 6)
        let elements = blocks.labels(at: panel.bottom + 16) + towers + [label]
        return SVGElement("g", children: elements)
    }

    /// The title as far as it has room; the whole of it is in the document's title.
    private var shortTitle: String {
        let longest = 100
        return title.count > longest ? title.prefix(longest - 1) + "…" : title
    }

    private func description(of layers: [PlacedLayer]) -> String {
        let angles = layers.compactMap(\.figure.angle).sorted()
        let ratios = layers.compactMap(\.figure.ratio).sorted()
        return "\(layers.count) \(layers.count == 1 ? "layer" : "layers") in network order. "
            + "Upper panel: angle between task vectors\(Self.range(of: angles, " degrees")). "
            + "Lower panel: ratio t\(Self.range(of: ratios, ""))."
    }

    private static func range(of sorted: [Double], _ unit: String) -> String {
        guard let least = sorted.first, let most = sorted.last else { return ", no values" }
        let ends = [least, most].map { DecimalText($0, places: 2).text }
        return " from \(ends[0]) to \(ends[1])\(unit)"
    }
}
