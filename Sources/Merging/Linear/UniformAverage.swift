/// The plain average of all models: a uniform soup (Wortsman et al., arXiv 2203.05482).
///
/// The base gives names, order and types, but no values.
public struct UniformAverage: MergeMethod {
    private let modelCount: Int

    /// Creates the method for a number of models.
    public init(modelCount: Int) { self.modelCount = modelCount }

    /// An average measures nothing and takes any number of models.
    public var traits: MethodTraits {
        MethodTraits(name: "average")
    }

    /// Every layer is averaged.
    public func rule(for layer: LayerTraits) -> LayerRule { .average }

    /// The same average for every layer.
    public func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision {
        average(of: modelCount)
    }
}

extension MethodDescription {
    package static let average = MethodDescription(
        "average",
        aliases: ["uniform_soup"],
        "The plain average of the models: a uniform soup.",
        formula: "w = (1/N) sum_i x_i",
        reference: "Wortsman et al.: Model soups, ICML 2022, arXiv 2203.05482",
        base: .unused,
        modelCounts: 1...Int.max,
        parameters: [],
        build: { arguments throws(MethodError) in
            UniformAverage(modelCount: arguments.modelCount)
        }
    )
}
