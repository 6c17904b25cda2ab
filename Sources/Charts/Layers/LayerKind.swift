internal import CLIPModels

/// The kinds of layers that a chart tells apart, in the order of its legend.
enum LayerKind: Int, CaseIterable {
    case attentionWeight, attentionBias
    case mlpWeight, mlpBias
    case norm, embedding, projection, head, other

    /// The kind of the layer at a place.
    init(_ place: TensorPlace) {
        self =
            switch place.role {
            case .attention: place.isBias ? .attentionBias : .attentionWeight
            case .mlp: place.isBias ? .mlpBias : .mlpWeight
            case .norm: .norm
            case .embedding: .embedding
            case .projection: .projection
            case .head: .head
            case .constant, .other: .other
            }
    }

    /// How the points of this kind look.
    ///
    /// Biases are hollow and have the colour of their weights.
    var style: SeriesStyle {
        switch self {
        case .attentionWeight: Self.style("attention weight", .blue, .circle)
        case .attentionBias: Self.style("attention bias", .blue, .circle, isFilled: false)
        case .mlpWeight: Self.style("MLP weight", .vermilion, .square)
        case .mlpBias: Self.style("MLP bias", .vermilion, .square, isFilled: false)
        case .norm: Self.style("layer norm", .green, .triangle, isFilled: false)
        case .embedding: Self.style("embedding", .purple, .diamond)
        case .projection: Self.style("projection", .ochre, .invertedTriangle)
        case .head: Self.style("head", .black, .pentagon)
        case .other: Self.style("other", .grey, .cross, isFilled: false)
        }
    }

    private static func style(
        _ title: String,
        _ colour: ChartColour,
        _ shape: MarkerShape,
        isFilled: Bool = true
    ) -> SeriesStyle {
        SeriesStyle(title: title, colour: colour, shape: shape, isFilled: isFilled)
    }
}
