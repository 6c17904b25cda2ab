/// Takes those elements of a model that matter most, as in mergekit 0.1.5, whose quartiles are those
/// of a sample where a tensor is large; here they are exact.
struct ArceeFusion: MergeMethod {
    var traits: MethodTraits {
        MethodTraits(name: "arcee_fusion", absentTensors: .loneCopied)
    }

    func rule(for layer: LayerTraits) -> LayerRule { LayerRule(rawValue: "arcee_fusion") }

    func decide(_ rule: LayerRule, gram: GramMatrix) -> LayerDecision { average(of: 1) }

    func procedure(_ rule: LayerRule, for layer: LayerTraits) -> (any ElementwiseProcedure)? {
        rule == .average ? nil : ArceeFusionProcedure(layer)
    }
}
