internal import TransferScores

/// A transferability score that can be asked for.
package enum ScoreName: String, Sendable, CaseIterable {
    case lfc
    case centredLFC = "lfc_centred"
    case lgc
    case cka
    case logme
    case h
    case hAlpha = "h_alpha"
    case leep
    case nce
    case transRate = "transrate"
    case auc
    case parc
    case gbc
    case knn
    case ridge

    /// Those of a quick look.
    package static let usual: [ScoreName] = [.lfc, .lgc, .logme, .hAlpha, .leep, .auc, .ridge]
}

/// Which features scores are computed from.
package enum FeatureKind: String, Sendable, CaseIterable {
    /// Projected and divided by their norm, as the heads of CLIP take them.
    case normalised
    /// Projected.
    case projected
    /// The class token after the last LayerNorm, before the projection.
    case pooled
}

/// Whose gradients LGC takes.
package enum GradientOutputs: String, Sendable, CaseIterable {
    /// Those of the model's own head.
    case logits
    /// Those of the features themselves.
    case features
}

/// The parameters whose gradients LGC takes.
package enum GradientLayer: String, Sendable, CaseIterable {
    /// The second matrix of the last MLP and its bias.
    case contraction = "c_proj"
    /// The first matrix of the last MLP and its bias.
    case expansion = "c_fc"
    /// All of the last block and of what follows it, but ln_1 and the head.
    case block
}

/// How scores are computed.
package struct ScoreOptions: Sendable {
    /// The scores, in the order of the table.
    package var names = ScoreName.usual
    /// The features.
    package var features = FeatureKind.normalised
    /// The outputs for LGC; nil for the head's where it has the classes of the data, else the features.
    package var outputs: GradientOutputs?
    /// The layer for LGC.
    package var layer = GradientLayer.contraction
    /// Whether LogME repeats the published iteration instead of finding the maximum.
    package var isLogMECompatible = false
    /// λ of the ridge regression, in parts of the mean eigenvalue.
    package var ridge = 0.1

    /// The usual ones.
    package init() {}
}
