extension MethodDescription {
    package static let nearswap = MethodDescription(
        "nearswap",
        "The base, drawn towards one model in those elements that lie near to it.",
        formula: """
            q = t / max(|b - x|, 1e-6), from 0 to 1
            w = q x + (1 - q) b
            """,
        reference: "alchemonaut: NearSwap; as in mergekit 0.1.5",
        base: .required,
        modelCounts: 1...1,
        parameters: [
            MethodParameter(
                "t",
                .global,
                .number(0...Double.greatestFiniteMagnitude),
                example: .number(0.001),
                "The distance up to which elements swap."
            )
        ],
        build: { arguments throws(MethodError) in NearSwap(t: arguments.number("t")) }
    )
}
