/// A layer with its place on the horizontal axis.
struct PlacedLayer {
    let figure: LayerFigure
    let kind: LayerKind
    /// The pixel at which its points stand.
    let x: Double

    /// The text that appears when the pointer rests on a point: the name and both values.
    var tooltip: String {
        let angle = figure.angle.map { "angle \(DecimalText($0, places: 2).text) degrees" }
        let ratio = figure.ratio.map { "ratio \(DecimalText($0, places: 4).text)" }
        return figure.name + "\n" + [angle, ratio].compactMap(\.self).joined(separator: ", ")
    }
}
