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

extension MethodDescription {
    package static let arceeFusion = MethodDescription(
        "arcee_fusion",
        "The base with those elements of one model that matter most.",
        formula: """
            p = softmax(x) + 1e-8      q = softmax(b) + 1e-8      over each row of the last dimension
            K = sum p ln(p / q)        I = |x - b| K
            w = x where I >= median + 1.5 (third quartile - first quartile), else b
                quartiles of I over the tensor: sorted[int(f (n - 1))], f = 0.25, 0.5, 0.75
            """,
        reference: "Arcee Fusion; as in mergekit 0.1.5, but with exact quartiles",
        base: .required,
        modelCounts: 1...1,
        parameters: [],
        build: { _ throws(MethodError) in ArceeFusion() }
    )
}
