extension MethodDescription {
    package static let taskArithmetic = MethodDescription(
        "task_arithmetic",
        "The base plus the weighted sum of the task vectors.",
        formula: """
            w = b + lambda * sum_i weight_i (x_i - b)
                the sum divided by sum_i weight_i with normalize, unless that is below 1e-8
            """,
        reference: "Ilharco et al.: Editing models with task arithmetic, ICLR 2023, "
            + "arXiv 2212.04089",
        base: .required,
        modelCounts: 1...Int.max,
        parameters: MethodParameter.ofTaskVectors(
            .taskArithmetic,
            density: "Without effect: nothing is left out of task vectors here."
        ),
        build: { arguments throws(MethodError) in
            TaskArithmetic(
                weights: arguments.numbers("weight"),
                normalizes: arguments.boolean("normalize"),
                lambda: arguments.number("lambda")
            )
        }
    )
}

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
