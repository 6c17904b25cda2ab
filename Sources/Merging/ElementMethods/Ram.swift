/// Averages task vectors element by element over the models that change it, as in mergekit 0.1.5;
/// changes by one model alone may be made larger.
struct Ram: MergeMethod {
    /// By how much the elements that one model alone changes grow.
    struct Growth: Sendable, Equatable {
        var rate: Double
        var limit: Double
    }

    private let modelCount: Int
    private let epsilon: Double
    private let growth: Growth?

    init(modelCount: Int, epsilon: Double, growth: Growth? = nil) {
        self.modelCount = modelCount
        self.epsilon = epsilon
        self.growth = growth
    }

    var traits: MethodTraits {
        MethodTraits(name: growth == nil ? "ram" : "ramplus_tl")
    }

    func rule(for layer: LayerTraits) -> LayerRule { LayerRule(rawValue: traits.name) }

    func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision { average(of: modelCount) }

    func procedure(_ rule: LayerRule, for layer: LayerTraits) -> (any ElementwiseProcedure)? {
        guard rule != .average else { return nil }
        return RamProcedure(modelCount: modelCount, epsilon: epsilon, growth: growth)
    }
}
