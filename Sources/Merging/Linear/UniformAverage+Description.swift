extension MethodDescription {
    package static let average = MethodDescription(
        "average",
        aliases: ["uniform_soup"],
        "The plain average of the models: a uniform soup.",
        formula: "w = (1/N) sum_i x_i",
        reference: "Wortsman et al.: Model soups, ICML 2022, arXiv 2203.05482",
        base: .unused,
        modelCounts: 1...Int.max,
        parameters: [],
        build: { arguments throws(MethodError) in
            UniformAverage(modelCount: arguments.modelCount)
        }
    )
}
