extension MethodDescription {
    package static let della = sparse(
        .della,
        "The base plus task vectors dropped at random, small elements first, where signs agree.",
        formula: rankedFormula + "\n" + consensusFormula,
        reference: dellaReference,
        density: dellaDensity,
        extent: epsilon
    )

    package static let dellaLinear = sparse(
        .dellaLinear,
        "The base plus task vectors with elements dropped at random, small ones more often.",
        formula: rankedFormula + "\n" + sumFormula,
        reference: dellaReference,
        density: dellaDensity,
        extent: epsilon
    )

    private static let rankedFormula = """
        r   = rank of |x_i - b| within its row, 1 the least; a row: an index of the first dimension
        p   = density - epsilon + 2 epsilon (r - 1) / (n - 1)      n elements in a row; of one: density
              epsilon < density < 1 - epsilon, or a density of 0 or 1
        s_i = x_i - b where u < p, else 0; u: random, from 0 to 1, per element and model
        """
    private static let dellaReference = "Deep et al.: DELLA-Merging, arXiv 2406.11617"
    private static let dellaDensity = "The mean probability with which an element stays."
    private static let epsilon = MethodParameter.number(
        "epsilon",
        default: 0.15,
        in: 0...0.5,
        scope: .perModel,
        "How far the probabilities of the least and the greatest lie from the density."
    )
}
