/// The points of an accuracy chart between its axes.
struct AccuracyPanel {
    private let frame: Frame
    private let all: [StyledSeries]
    private let horizontal: Axis
    private let vertical: Axis

    init(_ series: [AccuracySeries], in frame: Frame) {
        self.frame = frame
        all = StyledSeries.all(series)
        let points = series.flatMap(\.points)
        horizontal = Axis(
            holding: Self.range(points.map(\.clean)),
            from: frame.left,
            to: frame.right
        )
        vertical = Axis(
            holding: Self.range(points.map(\.shifted)),
            from: frame.bottom,
            to: frame.top
        )
    }

    /// The values with room around them, so that no point lies on the frame.
    private static func range(_ values: [Double]) -> ClosedRange<Double> {
        guard let least = values.min(), let most = values.max() else { return 0...100 }
        let room = max((most - least) * 0.05, 0.2)
        return least - room...most + room
    }

    private func place(_ point: AccuracyPoint) -> Point {
        Point(x: horizontal.position(point.clean), y: vertical.position(point.shifted))
    }
}

extension AccuracyPanel {
    /// Lines and labels of both axes.
    var grid: [SVGElement] {
        let columns = horizontal.ticks.flatMap { tick -> [SVGElement] in
            let x = horizontal.position(tick)
            let bottom = Point(x: x, y: frame.bottom)
            let label = Point(x: x, y: frame.bottom + 16)
            return [
                .line(from: Point(x: x, y: frame.top), to: bottom, class: style(tick, horizontal)),
                .text(horizontal.label(tick), at: label, class: "label"),
            ]
        }
        let rows = vertical.ticks.flatMap { tick -> [SVGElement] in
            let y = vertical.position(tick)
            let right = Point(x: frame.right, y: y)
            let label = Point(x: frame.left - 8, y: y + 4)
            return [
                .line(from: Point(x: frame.left, y: y), to: right, class: style(tick, vertical)),
                .text(vertical.label(tick), at: label, class: "label", anchor: .end),
            ]
        }
        return [SVGElement("g", children: columns), SVGElement("g", children: rows)]
    }

    private func style(_ tick: Double, _ axis: Axis) -> String {
        tick == axis.domain.lowerBound ? "frame" : "grid"
    }

    /// The lines through the points of interpolations.
    var curves: SVGElement {
        SVGElement(
            "g",
            ["class": "curves"],
            children: interpolations.map { styled in
                let places = styled.series.points.map(place).map { "\($0.x.svg) \($0.y.svg)" }
                return SVGElement(
                    "path",
                    [
                        "class": "mark series-\(styled.number)",
                        "d": "M" + places.joined(separator: "L"),
                    ]
                )
            }
        )
    }

    private var interpolations: [StyledSeries] {
        all.filter { $0.series.kind == .interpolation && $0.series.points.count > 1 }
    }

    /// One marker for every point, with a text that names the model.
    var markers: SVGElement {
        let markers = all.flatMap { styled in
            styled.series.points.map { point in
                styled.style.marker(
                    at: place(point),
                    series: styled.number,
                    tooltip: tooltip(point)
                )
            }
        }
        return SVGElement("g", ["class": "points"], children: markers)
    }

    /// The labels that found a place, the last kinds of the legend first: they are the fewest.
    var labels: SVGElement {
        var layout = LabelLayout(
            within: frame,
            avoiding: all.flatMap(\.series.points).map(place),
            lines: interpolations.map { $0.series.points.map(place) }
        )
        let points = all.reversed().flatMap(\.series.points)
        return SVGElement(
            "g",
            ["class": "names"],
            children: points.compactMap { point in
                point.label.flatMap { layout.add($0, beside: place(point)) }
            }
        )
    }

    private func tooltip(_ point: AccuracyPoint) -> String {
        let values = [point.clean, point.shifted].map { DecimalText($0, places: 2).text }
        return "\(point.name)\n\(values[0]) % clean, \(values[1]) % shifted"
    }
}
