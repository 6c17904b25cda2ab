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
