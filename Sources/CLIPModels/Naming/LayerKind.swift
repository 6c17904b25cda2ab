/// The kinds of layers that charts and summaries tell apart, in the order in which they show them.
package enum LayerKind: Int, CaseIterable, Sendable {
    case attentionWeight, attentionBias
    case mlpWeight, mlpBias
    case norm, embedding, projection, head, other

    /// The kind of the layer at a place.
    package init(_ place: TensorPlace) {
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

    /// What people call it.
    package var title: String {
        switch self {
        case .attentionWeight: "attention weight"
        case .attentionBias: "attention bias"
        case .mlpWeight: "MLP weight"
        case .mlpBias: "MLP bias"
        case .norm: "layer norm"
        case .embedding: "embedding"
        case .projection: "projection"
        case .head: "head"
        case .other: "other"
        }
    }
}
