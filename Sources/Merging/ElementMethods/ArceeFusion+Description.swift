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
