extension MethodDescription {
    package static let dareLinear = sparse(
        .dareLinear,
        "The base plus task vectors with elements dropped at random.",
        formula: """
            s_i = x_i - b where u < density, else 0; u: random, from 0 to 1, per element and model
            \(sumFormula)
            """,
        reference: dareReference,
        density: dareDensity
    )

    package static let dareTies = sparse(
        .dareTies,
        "The base plus task vectors with elements dropped at random, where their signs agree.",
        formula: """
            s_i = x_i - b where u < density, else 0; u: random, from 0 to 1, per element and model
            \(consensusFormula)
            """,
        reference: dareReference,
        density: dareDensity
    )

    private static let dareReference =
        "Yu et al.: Language models are Super Mario (DARE), ICML 2024, arXiv 2311.03099"
    private static let dareDensity = "The probability with which an element stays."
}
