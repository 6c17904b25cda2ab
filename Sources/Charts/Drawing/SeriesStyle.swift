/// How the points of a series look.
struct SeriesStyle {
    /// The name in the legend.
    let title: String
    let colour: ChartColour
    let shape: MarkerShape
    /// Whether the inside is filled; hollow markers show what lies beneath them.
    var isFilled = true
}

extension SeriesStyle {
    /// A point of the series, with a text that appears when the pointer rests on it.
    func marker(at point: Point, series: Int, tooltip: String? = nil) -> SVGElement {
        let path = shape.path(at: point, radius: isFilled ? 3.3 : 2.9)
        let attributes: KeyValuePairs = ["class": "mark series-\(series)", "d": path]
        guard let tooltip else { return SVGElement("path", attributes) }
        return SVGElement("path", attributes, children: [SVGElement("title", text: tooltip)])
    }
}
