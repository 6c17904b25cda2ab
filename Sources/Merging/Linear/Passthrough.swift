/// One model as it is, or multiplied by a number: `w = scale * x`.
public struct Passthrough: MergeMethod {
    private let scale: Double?

    /// Creates the method; without a scale the model's bytes are copied.
    public init(scale: Double? = nil) { self.scale = scale }

    /// One model and no base.
    public var traits: MethodTraits {
        MethodTraits(name: "passthrough")
    }

    /// Every layer is passed through.
    public func rule(for layer: LayerTraits) -> LayerRule { .linear }

    /// A copy, or a product.
    public func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision {
        guard rule != .average, let scale, scale != 1 else {
            return LayerDecision(.copyModel(0), rule: rule)
        }
        let product = LinearCombination(weights: [scale], divisor: 1, scale: 1, baseWeight: 0)
        return LayerDecision(.combine(product), rule: .linear)
    }
}

extension MethodDescription {
    package static let passthrough = MethodDescription(
        "passthrough",
        "One model as it is, or multiplied by a number.",
        formula: "w = scale * x",
        reference: "mergekit 0.1.5",
        base: .refused,
        modelCounts: 1...1,
        parameters: [
            MethodParameter(
                "scale",
                .perInput,
                .anyNumber,
                isOptional: true,
                "What every element is multiplied by; without it bytes are copied."
            )
        ],
        build: { arguments throws(MethodError) in
            Passthrough(scale: arguments.optionalNumbers("scale").first ?? nil)
        }
    )
}
