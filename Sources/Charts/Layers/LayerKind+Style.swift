internal import CLIPModels

extension LayerKind {
    /// How the points of this kind look.
    ///
    /// Biases are hollow and have the colour of their weights.
    var style: SeriesStyle {
        switch self {
        case .attentionWeight: style(.blue, .circle)
        case .attentionBias: style(.blue, .circle, isFilled: false)
        case .mlpWeight: style(.vermilion, .square)
        case .mlpBias: style(.vermilion, .square, isFilled: false)
        case .norm: style(.green, .triangle, isFilled: false)
        case .embedding: style(.purple, .diamond)
        case .projection: style(.ochre, .invertedTriangle)
        case .head: style(.black, .pentagon)
        case .other: style(.grey, .cross, isFilled: false)
        }
    }

    private func style(
        _ colour: ChartColour,
        _ shape: MarkerShape,
        isFilled: Bool = true
    ) -> SeriesStyle {
        SeriesStyle(title: title, colour: colour, shape: shape, isFilled: isFilled)
    }
}
