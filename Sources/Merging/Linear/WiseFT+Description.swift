extension MethodDescription {
    package static let wiseFT = MethodDescription(
        "wise_ft",
        "The point at alpha between the base and the average of the models.",
        formula: "w = (1 - alpha) * base + alpha * average",
        reference: "Wortsman et al.: Robust fine-tuning of zero-shot models, CVPR 2022, "
            + "arXiv 2109.01903",
        base: .required,
        modelCounts: 1...Int.max,
        parameters: [
            MethodParameter(
                "alpha",
                .global,
                .anyNumber,
                default: .number(0.5),
                "0 is the base, 1 the average of the models."
            )
        ],
        build: { arguments throws(MethodError) in
            WiseFT(alpha: arguments.number("alpha"), modelCount: arguments.modelCount)
        }
    )
}
