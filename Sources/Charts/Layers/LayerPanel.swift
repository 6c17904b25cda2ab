internal import CLIPModels

/// One quantity of all layers, drawn over the common horizontal axis.
struct LayerPanel {
    let frame: Frame
    let title: String
    let axis: Axis
    let value: (LayerFigure) -> Double?
    /// The pairs whose values are drawn smaller, beside that of the layer.
    let pairs: (LayerFigure) -> [LayerFigure.Pair]

    /// The frame, the grid, and one point for every layer that has the quantity.
    func elements(_ layers: [PlacedLayer], _ blocks: BlockAxis) -> [SVGElement] {
        let grid = SVGElement("g", children: blocks.separators(in: frame) + lines)
        let labels = SVGElement("g", children: tickLabels + [axisTitle] + note(layers))
        let points = SVGElement("g", ["class": "points"], children: layers.compactMap(point))
        let small = layers.flatMap(pairPoints)
        return [grid, labels]
            + (small.isEmpty ? [] : [SVGElement("g", ["class": "pairs"], children: small)]) + [
                points
            ]
    }

    private var lines: [SVGElement] {
        axis.ticks.map { tick in
            let y = axis.position(tick)
            let style = tick == axis.domain.lowerBound ? "frame" : "grid"
            let left = Point(x: frame.left, y: y)
            return .line(from: left, to: Point(x: frame.right, y: y), class: style)
        }
    }

    private var tickLabels: [SVGElement] {
        axis.ticks.map { tick in
            let place = Point(x: frame.left - 8, y: axis.position(tick) + 4)
            return .text(axis.label(tick), at: place, class: "label", anchor: .end)
        }
    }

    private var axisTitle: SVGElement {
        let place = Point(x: frame.left - 48, y: frame.middle.y)
        return .verticalText(title, at: place, class: "axis-title")
    }

    private func point(_ layer: PlacedLayer) -> SVGElement? {
        guard let value = value(layer.figure) else { return nil }
        let place = Point(x: layer.x, y: axis.position(value))
        return layer.kind.style.marker(
            at: place,
            series: layer.kind.rawValue,
            tooltip: layer.tooltip
        )
    }

    /// A small circle for each pair of a layer's vectors.
    private func pairPoints(_ layer: PlacedLayer) -> [SVGElement] {
        pairs(layer.figure).map { pair in
            let place = Point(x: layer.x, y: axis.position(pair.angle))
            return SVGElement(
                "path",
                [
                    "class": "mark series-\(layer.kind.rawValue)", "opacity": "0.45",
                    "d": MarkerShape.circle.path(at: place, radius: 1.3),
                ],
                children: [
                    SVGElement(
                        "title",
                        text: "\(layer.figure.name)\n\(pair.name): angle "
                            + "\(DecimalText(pair.angle, places: 2).text) degrees"
                    )
                ]
            )
        }
    }

    /// Says how many points are on the edge because their values lie outside the axis.
    private func note(_ layers: [PlacedLayer]) -> [SVGElement] {
        let outside = layers.compactMap { value($0.figure) }.filter { !axis.domain.contains($0) }
        guard !outside.isEmpty else { return [] }
        let text = "\(outside.count) beyond the axis, drawn at its edge"
        let place = Point(x: frame.right - 6, y: frame.top - 6)
        return [.text(text, at: place, class: "label", anchor: .end)]
    }
}
