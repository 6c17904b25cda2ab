/// A series and how it looks in its chart.
struct StyledSeries {
    let series: AccuracySeries
    /// The number of its style in the style sheet.
    let number: Int
    let style: SeriesStyle

    /// The series of a chart in the order in which they are drawn: kind by kind, and of several
    /// interpolations each in a colour and with a marker of its own; the seventh is like the first.
    static func all(_ series: [AccuracySeries]) -> [StyledSeries] {
        let drawn = series.filter { !$0.points.isEmpty }
        return AccuracySeries.Kind.allCases.flatMap { kind in
            drawn.filter { $0.kind == kind }.enumerated().map { place, series in
                let curve = kind == .interpolation ? place % curveLooks.count : 0
                let (colour, shape) = curveLooks[curve]
                return StyledSeries(
                    series: series,
                    number: kind.rawValue + curve,
                    style: curve == 0
                        ? kind.style
                        : SeriesStyle(
                            title: kind.style.title,
                            colour: colour,
                            shape: shape,
                            isFilled: false
                        )
                )
            }
        }
    }

    /// The styles of all numbers, as the style sheet lists them.
    static func styles(of all: [StyledSeries]) -> [SeriesStyle] {
        let kinds = AccuracySeries.Kind.allCases.map(\.style)
        let more = all.filter { $0.number >= kinds.count }
        return kinds
            + Set(more.map(\.number)).sorted().compactMap { number in
                more.first { $0.number == number }?.style
            }
    }

    /// What the legend shows: each kind, and each of several interpolations by its name where all of
    /// these are different, have names, and find room.
    static func legend(
        _ all: [StyledSeries],
        at origin: Point,
        size: (width: Double, height: Double)
    )
        -> Legend
    {
        let named = all.compactMap { styled in
            styled.series.name.map { "\(styled.style.title) \(cut($0))" }
        }
        let curves = all.filter { $0.series.kind == .interpolation }
        if curves.count > 1, Set(curves.map(\.number)).count == curves.count,
            named.count == curves.count
        {
            let legend = legend(of: all, at: origin, width: size.width) { styled in
                styled.series.name.map { "\(styled.style.title) \(cut($0))" }
            }
            if legend.height <= size.height { return legend }
        }
        var kinds: Set<AccuracySeries.Kind> = []
        let first = all.filter { kinds.insert($0.series.kind).inserted }
        return legend(of: first, at: origin, width: size.width) { _ in nil }
    }

    private static func legend(
        of all: [StyledSeries],
        at origin: Point,
        width: Double,
        title: (StyledSeries) -> String?
    ) -> Legend {
        var numbers: Set<Int> = []
        let entries = all.filter { numbers.insert($0.number).inserted }.map { styled in
            let style = styled.style
            return (
                styled.number,
                SeriesStyle(
                    title: title(styled) ?? style.title,
                    colour: style.colour,
                    shape: style.shape,
                    isFilled: style.isFilled
                )
            )
        }
        return Legend(entries, at: origin, width: width)
    }

    private static func cut(_ name: String) -> String {
        name.count > 24 ? name.prefix(23) + "…" : name
    }

    private static let curveLooks: [(ChartColour, MarkerShape)] = [
        (.purple, .triangle), (.ochre, .invertedTriangle), (.cyan, .pentagon), (.brown, .cross),
        (.violet, .square), (.olive, .circle),
    ]
}
