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
