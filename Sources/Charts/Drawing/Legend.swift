/// The names of the series next to their markers, in as many rows as the width demands.
struct Legend {
    private struct Entry {
        let number: Int
        let style: SeriesStyle
        let place: Point
    }

    private let entries: [Entry]
    /// The room that the rows take.
    let height: Double

    /// - Parameters:
    ///   - series: The styles with their numbers in the style sheet.
    ///   - origin: The upper left corner.
    ///   - width: The room for a row.
    init(_ series: [(number: Int, style: SeriesStyle)], at origin: Point, width: Double) {
        var entries: [Entry] = []
        var place = Point(x: origin.x, y: origin.y + Self.rowHeight / 2)
        for (number, style) in series {
            let needed = Self.width(of: style)
            if place.x > origin.x, place.x + needed > origin.x + width {
                place = Point(x: origin.x, y: place.y + Self.rowHeight)
            }
            entries.append(Entry(number: number, style: style, place: place))
            place = Point(x: place.x + needed, y: place.y)
        }
        self.entries = entries
        height = series.isEmpty ? 0 : place.y + Self.rowHeight / 2 - origin.y
    }

    /// The legend as elements of the drawing.
    var elements: [SVGElement] {
        entries.flatMap { entry in
            let marker = Point(x: entry.place.x + 6, y: entry.place.y)
            let text = Point(x: entry.place.x + 16, y: entry.place.y + 4)
            return [
                entry.style.marker(at: marker, series: entry.number),
                SVGElement.text(entry.style.title, at: text, class: "legend", anchor: .start),
            ]
        }
    }

    private static let rowHeight = 20.0

    private static func width(of style: SeriesStyle) -> Double {
        16 + TextWidth(style.title, fontSize: 12).pixels + 14
    }
}
