/// The point at alpha between the base and the average of the models,
/// `w = (1 - alpha) * w0 + (alpha / N) * sum_i w_i` (Wortsman et al., CVPR 2022, arXiv 2109.01903).
///
/// The end points 0 and, with one model, 1 are the inputs' own bytes.
public struct WiseFT: MergeMethod {
    private let alpha: Double
    private let modelCount: Int

    /// Creates the method.
    ///
    /// - Precondition: `alpha` is finite, `modelCount` positive.
    public init(alpha: Double, modelCount: Int = 1) {
        precondition(alpha.isFinite && modelCount > 0, "alpha is finite, and there are models")
        self.alpha = alpha
        self.modelCount = modelCount
    }

    /// Interpolation measures nothing.
    public var traits: MethodTraits {
        MethodTraits(name: "wise_ft")
    }

    /// Every layer is interpolated.
    public func rule(for layer: LayerTraits) -> LayerRule { .linear }

    /// The same weights for every layer; a copy at an end point.
    public func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision {
        rule == .average ? average(of: modelCount) : LayerDecision(action, rule: .linear)
    }

    private var action: LayerDecision.Action {
        if alpha == 0 { return .copyBase }
        if alpha == 1, modelCount == 1 { return .copyModel(0) }
        return .combine(.ratio(alpha, modelCount: modelCount))
    }
}

extension MethodDescription {
    package static let wiseFT = MethodDescription(
        "wise_ft",
        "The point at alpha between the base and the average of the models.",
        formula: "w = (1 - alpha) * base + alpha * average",
        reference: "Wortsman et al.: Robust fine-tuning of zero-shot models, CVPR 2022, "
            + "arXiv 2109.01903",
        base: .required,
        modelCounts: 1...Int.max,
        parameters: [
            .number("alpha", default: 0.5, "0 is the base, 1 the average of the models.")
        ],
        build: { arguments throws(MethodError) in
            WiseFT(alpha: arguments.number("alpha"), modelCount: arguments.modelCount)
        }
    )
}
