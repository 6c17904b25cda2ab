/// What becomes of a layer, and the figures that led there.
public struct LayerDecision: Sendable, Equatable {
    /// How the layer's values are made.
    public enum Action: Sendable, Equatable {
        /// The base's values.
        case copyBase
        /// The values of the model with this position.
        case copyModel(Int)
        /// A weighted sum.
        case combine(LinearCombination)
    }

    /// How the layer's values are made.
    public var action: Action
    /// The rule that made them.
    public var rule: LayerRule
    /// The mean cosine c of the angles between task vectors, where the rule has one.
    public var cosine: Double?
    /// The ratio t, or the sum of the coefficients, where the rule has one.
    public var ratio: Double?
    /// One coefficient per model, where the rule has them.
    public var coefficients: [Double]?
    /// What the user should know about this layer.
    public var warnings: [LayerWarning]

    /// Creates a decision.
    public init(
        _ action: Action,
        rule: LayerRule,
        cosine: Double? = nil,
        ratio: Double? = nil,
        coefficients: [Double]? = nil,
        warnings: [LayerWarning] = []
    ) {
        self.action = action
        self.rule = rule
        self.cosine = cosine
        self.ratio = ratio
        self.coefficients = coefficients
        self.warnings = warnings
    }
}
