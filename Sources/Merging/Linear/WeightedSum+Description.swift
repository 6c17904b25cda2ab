extension MethodDescription {
    package static let linear = MethodDescription(
        "linear",
        "The weighted sum of the inputs, divided by the sum of the weights.",
        formula: "w = sum_i weight_i x_i / sum_i weight_i        the divisor only with normalize",
        reference: "mergekit; with equal weights a uniform soup, arXiv 2203.05482",
        base: .optional,
        modelCounts: 1...Int.max,
        parameters: [
            MethodParameter(
                "weight",
                .perInput,
                .anyNumber,
                "The input's weight; a base without one takes no part."
            ),
            MethodParameter(
                "normalize",
                .global,
                .boolean,
                default: .boolean(true),
                "Divide by the sum of the weights."
            ),
        ],
        build: { arguments throws(MethodError) in
            try WeightedSum(
                weights: arguments.numbers("weight"),
                baseWeight: arguments.baseNumber("weight"),
                normalizes: arguments.boolean("normalize")
            )
        }
    )
}
