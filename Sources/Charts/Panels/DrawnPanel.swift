/// A panel between its axes.
struct DrawnPanel {
    private let panel: Panel
    private let styles: [SeriesStyle]
    private let frame: Frame
    private let (xScale, yScale): (ScaledValues, ScaledValues)
    private let (horizontal, vertical): (Axis, Axis)

    init(_ panel: Panel, _ styles: [SeriesStyle], in frame: Frame) {
        (self.panel, self.styles, self.frame) = (panel, styles, frame)
        let points = panel.series.flatMap(\.points)
        let xs =
            panel.horizontalRange.map { [$0.lowerBound, $0.upperBound] } ?? points.map(\.x)
        let ys =
            panel.verticalRange.map { [$0.lowerBound, $0.upperBound] }
            ?? points.flatMap { [$0.y - ($0.error ?? 0), $0.y + ($0.error ?? 0)] }
        (xScale, yScale) = (ScaledValues(xs), ScaledValues(ys))
        horizontal = Axis(
            holding: xScale.range(xs, hasRoom: panel.horizontalRange == nil),
            from: frame.left,
            to: frame.right
        )
        vertical = Axis(
            holding: yScale.range(ys, hasRoom: panel.verticalRange == nil),
            from: frame.bottom,
            to: frame.top
        )
    }

    /// Everything, from the grid to the labels.
    var elements: [SVGElement] {
        [titles, grid, curves, bars, markers, labels]
    }

    private func place(_ x: Double, _ y: Double) -> Point {
        Point(
            x: horizontal.position(x * xScale.factor),
            y: vertical.position(y * yScale.factor)
        )
    }

    private var titles: SVGElement {
        func cut(_ text: String) -> String {
            let longest = Int((frame.width + 24) / 6)
            return text.count > longest ? text.prefix(longest - 1) + "…" : text
        }
        let (left, middle) = (frame.left, frame.middle)
        return SVGElement(
            "g",
            children: [
                .text(
                    cut(panel.title),
                    at: Point(x: left, y: frame.top - 24),
                    class: "axis-title",
                    anchor: .start
                ),
                .text(
                    cut(panel.caption),
                    at: Point(x: left, y: frame.top - 8),
                    class: "label",
                    anchor: .start
                ),
                .text(
                    cut(panel.horizontalTitle + xScale.suffix),
                    at: Point(x: middle.x, y: frame.bottom + 34),
                    class: "label"
                ),
                .verticalText(
                    cut(panel.verticalTitle + yScale.suffix),
                    at: Point(x: left - 40, y: middle.y),
                    class: "label"
                ),
            ]
        )
    }

    private var grid: SVGElement {
        // Every other tick where labels would touch.
        let widest =
            horizontal.ticks.map {
                TextWidth(horizontal.label($0), fontSize: 11).pixels + 6
            }.max() ?? 0
        let room = frame.width / Double(max(horizontal.ticks.count - 1, 1))
        let step = max(Int((widest / room).rounded(.up)), 1)
        let columns = horizontal.ticks.enumerated().flatMap { number, tick -> [SVGElement] in
            let x = horizontal.position(tick)
            let line = SVGElement.line(
                from: Point(x: x, y: frame.top),
                to: Point(x: x, y: frame.bottom),
                class: number == 0 ? "frame" : "grid"
            )
            let label = SVGElement.text(
                horizontal.label(tick),
                at: Point(x: x, y: frame.bottom + 16),
                class: "label"
            )
            return number % step == 0 ? [line, label] : [line]
        }
        let rows = vertical.ticks.enumerated().flatMap { number, tick -> [SVGElement] in
            let y = vertical.position(tick)
            return [
                .line(
                    from: Point(x: frame.left, y: y),
                    to: Point(x: frame.right, y: y),
                    class: number == 0 ? "frame" : "grid"
                ),
                .text(
                    vertical.label(tick),
                    at: Point(x: frame.left - 6, y: y + 4),
                    class: "label",
                    anchor: .end
                ),
            ]
        }
        return SVGElement("g", children: columns + rows)
    }

    /// The lines through the points of a series.
    private var curves: SVGElement {
        let lines = panel.series.filter { $0.look.isLine && $0.points.count > 1 }
        return SVGElement(
            "g",
            ["class": "curves"],
            children: lines.map { series in
                let places = series.points.map { point in
                    let place = place(point.x, point.y)
                    return "\(place.x.svg) \(place.y.svg)"
                }
                let style = "mark series-\(series.look.rawValue)"
                return SVGElement(
                    "path",
                    ["class": style, "d": "M" + places.joined(separator: "L")]
                )
            }
        )
    }

    /// How far vertical values may be off.
    private var bars: SVGElement {
        let bars = panel.series.flatMap { series in
            series.points.compactMap { point in
                point.error.map { error in
                    SVGElement.line(
                        from: place(point.x, point.y - error),
                        to: place(point.x, point.y + error),
                        class: "frame"
                    )
                }
            }
        }
        return SVGElement("g", ["class": "bars"], children: bars)
    }

    /// One marker for every point, but on lines with many points only some.
    private var markers: SVGElement {
        let markers = panel.series.flatMap { series in
            let step = series.look.isLine ? max((series.points.count + 19) / 20, 1) : 1
            return series.points.indices.filter { $0 % step == step - 1 || $0 == 0 }.map { index in
                let point = series.points[index]
                return styles[series.look.rawValue].marker(
                    at: place(point.x, point.y),
                    series: series.look.rawValue,
                    tooltip: point.name
                )
            }
        }
        return SVGElement("g", ["class": "points"], children: markers)
    }

    private var labels: SVGElement {
        let points = panel.series.flatMap(\.points)
        var layout = LabelLayout(
            within: frame,
            avoiding: points.map { place($0.x, $0.y) },
            lines: panel.series.filter(\.look.isLine).map { series in
                series.points.map { place($0.x, $0.y) }
            }
        )
        return SVGElement(
            "g",
            ["class": "names"],
            children: points.compactMap { point in
                point.label.flatMap { layout.add($0, beside: place(point.x, point.y)) }
            }
        )
    }
}
