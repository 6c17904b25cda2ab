/// The weighted sum of the inputs, divided by the sum of the weights on request:
/// `w = sum_i w_i x_i / sum_i w_i`.
///
/// The base takes part where it has a weight of its own.
public struct WeightedSum: MergeMethod {
    private let weights: [Double]
    private let baseWeight: Double?
    private let divisor: Double

    /// Creates the method.
    ///
    /// - Parameters:
    ///   - weights: The weight of each model.
    ///   - baseWeight: The weight of the base, if it takes part.
    ///   - normalizes: Whether the sum is divided by the sum of all weights.
    /// - Throws: `MethodError.contradiction` when the weights sum to 0 and are to divide.
    public init(
        weights: [Double],
        baseWeight: Double?,
        normalizes: Bool
    ) throws(MethodError) {
        self.weights = weights
        self.baseWeight = baseWeight
        divisor = normalizes ? weights.reduce(baseWeight ?? 0, +) : 1
        guard divisor != 0 else {
            throw .contradiction(
                method: "linear",
                reason: "the weights sum to 0, so that they cannot be normalised"
            )
        }
    }

    /// A weighted sum measures nothing and has a weight for each of its models.
    public var traits: MethodTraits {
        // Weights that sum to 1 are divided by nothing.
        let areChanged = abs(divisor - 1) > 1e-6
        let all = [baseWeight].compactMap(\.self) + weights
        return MethodTraits(
            name: "linear",
            warnings: areChanged ? all.warningsWhereTheyDivide : []
        )
    }

    /// Every layer is summed.
    public func rule(for layer: LayerTraits) -> LayerRule { .linear }

    /// The same weights for every layer; a copy where only one input counts, with weight 1.
    public func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision {
        rule == .average ? average(of: weights.count) : LayerDecision(action, rule: .linear)
    }

    private var action: LayerDecision.Action {
        let used = weights.indices.filter { weights[$0] != 0 }
        let base = baseWeight ?? 0
        if used.isEmpty, base == divisor { return .copyBase }
        if let only = used.first, used.count == 1, base == 0, weights[only] == divisor {
            return .copyModel(only)
        }
        return .combine(
            LinearCombination(
                weights: weights,
                divisor: divisor,
                scale: 1,
                baseWeight: base / divisor
            )
        )
    }
}

extension MethodDescription {
    package static let linear = MethodDescription(
        "linear",
        "The weighted sum of the inputs, divided by the sum of the weights.",
        formula: "w = sum_i weight_i x_i / sum_i weight_i        the divisor only with normalize",
        reference: "mergekit; with equal weights a uniform soup, arXiv 2203.05482",
        base: .optional,
        modelCounts: 1...Int.max,
        parameters: [
            .number(
                "weight",
                scope: .perInput,
                "The input's weight; a base without one takes no part."
            ),
            .flag("normalize", default: true, "Divide by the sum of the weights."),
        ],
        build: { arguments throws(MethodError) in
            try WeightedSum(
                weights: arguments.numbers("weight"),
                baseWeight: arguments.baseNumber("weight"),
                normalizes: arguments.boolean("normalize")
            )
        }
    )
}
