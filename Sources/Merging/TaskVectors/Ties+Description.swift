extension MethodDescription {
    package static let ties = sparse(
        .ties,
        "The base plus trimmed task vectors, where their signs agree.",
        formula: """
            s_i = the k elements of x_i - b of greatest magnitude, k = max(1, int(density n)),
                  of equal ones those that come first; the others 0
            \(consensusFormula)
            """,
        reference: "Yadav et al.: TIES-Merging, NeurIPS 2023, arXiv 2306.01708",
        density: "The part of each task vector that stays: the greatest magnitudes."
    )
}
