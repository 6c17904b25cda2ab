/// Takes the model's elements where they lie near the base's, as in mergekit 0.1.5:
/// `q = min(max(t / max(|b - x|, 1e-6), 0), 1)`, `w = q x + (1 - q) b`.
struct NearSwap: MergeMethod {
    private let t: Double

    init(t: Double) { self.t = t }

    var traits: MethodTraits {
        MethodTraits(
            name: "nearswap",
            absentTensors: .loneBaseCopied
        )
    }

    func rule(for layer: LayerTraits) -> LayerRule { LayerRule(rawValue: "nearswap") }

    func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision { average(of: 1) }

    func procedure(_ rule: LayerRule, for layer: LayerTraits) -> (any ElementwiseProcedure)? {
        rule == .average ? nil : NearSwapProcedure(t: t)
    }
}
