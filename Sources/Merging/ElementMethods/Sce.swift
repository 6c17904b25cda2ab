/// Weights task vectors by their mean squares, over the elements in which the models differ most
/// (SCE, FuseChat, Wan et al., arXiv 2408.07990), as in mergekit 0.1.5.
struct Sce: MergeMethod {
    private let modelCount: Int
    private let part: Double

    /// - Parameters:
    ///   - modelCount: The number of models.
    ///   - part: The part of the elements that is selected.
    init(modelCount: Int, part: Double) {
        self.modelCount = modelCount
        self.part = part
    }

    var traits: MethodTraits {
        MethodTraits(name: "sce")
    }

    func rule(for layer: LayerTraits) -> LayerRule { LayerRule(rawValue: "sce") }

    /// Where nothing is selected, the base keeps its bytes.
    func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision {
        rule == .average ? average(of: modelCount) : LayerDecision(.copyBase, rule: rule)
    }

    func procedure(_ rule: LayerRule, for layer: LayerTraits) -> (any ElementwiseProcedure)? {
        guard rule != .average, part > 0 else { return nil }
        return SceProcedure(modelCount: modelCount, part: part, elementCount: layer.elementCount)
    }
}

extension MethodDescription {
    package static let sce = MethodDescription(
        "sce",
        "The base plus task vectors weighted by their energy, where models differ and signs agree.",
        formula: """
            D_i = x_i - b in the int(select_topk nonzero) elements of greatest variance over the
                  models, else 0          nonzero: how many elements have a variance
            c_i = mean of D_i^2, divided by the sum of these means; equal where that is below 1e-6
            sign = + where sum_i D_i >= 0, else -; models whose D_i has that sign agree
            w = b + sum c_i D_i / max(sum c_i, 1e-6)        over the models that agree
            """,
        reference: "Wan et al.: FuseChat, arXiv 2408.07990; as in mergekit 0.1.5",
        base: .required,
        modelCounts: 1...Int.max,
        parameters: [
            .number(
                "select_topk",
                default: 1,
                in: 0...1,
                "The part of the elements that is selected; 0 is the base."
            ),
            .flag("int8_mask", default: false, "Without effect; mergekit's recipes have it."),
        ],
        build: { arguments throws(MethodError) in
            Sce(modelCount: arguments.modelCount, part: arguments.number("select_topk"))
        }
    )
}
