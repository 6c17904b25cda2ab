/// Interpolation between the base and models with fixed weights:
/// `w = (1 - sum_i a_i) * w0 + sum_i a_i * w_i`.
///
/// With one model this is WiSE-FT (Wortsman et al., arXiv 2109.01903); the end points 0 and 1 are
/// the inputs' own bytes.
public struct LinearInterpolation: MergeMethod {
    private let weights: [Double]

    /// Creates the method.
    ///
    /// - Parameter weights: The weight of each model.
    /// - Precondition: The weights are finite.
    public init(weights: [Double]) {
        precondition(weights.allSatisfy(\.isFinite), "weights are finite numbers")
        self.weights = weights
    }

    /// Interpolation measures nothing and has a weight for each of its models.
    public var traits: MethodTraits {
        MethodTraits(
            name: "linear",
            parameters: ["weight": weights.map { "\($0)" }.joined(separator: ",")],
            modelCounts: max(weights.count, 1)...max(weights.count, 1)
        )
    }

    /// Every layer is interpolated.
    public func rule(for layer: LayerTraits) -> LayerRule { .linear }

    /// The same weights for every layer; a copy at an end point.
    public func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision {
        rule == .average
            ? average(of: weights.count) : LayerDecision(action, rule: .linear)
    }

    private var action: LayerDecision.Action {
        let used = weights.indices.filter { weights[$0] != 0 }
        if used.isEmpty { return .copyBase }
        if let only = used.first, used.count == 1, weights[only] == 1 { return .copyModel(only) }
        return .combine(.coefficients(weights))
    }
}
