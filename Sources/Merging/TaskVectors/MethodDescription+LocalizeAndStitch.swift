extension TaskVectorFamily {
    /// The greatest magnitudes of each whole task vector, averaged where they overlap.
    static let localizeAndStitch = TaskVectorFamily(
        "localize_and_stitch",
        .magnitude,
        sum: .kept,
        normalizes: true
    )
}

extension MethodDescription {
    package static let localizeAndStitch = MethodDescription(
        "localize_and_stitch",
        "The base plus the greatest elements of each whole task vector, averaged where they overlap.",
        formula: """
            s_i = the k elements of x_i - b of greatest magnitude among all tensors that are merged,
                  k = max(1, int(density n)), of equal ones those that come first; the others 0
            w = b + lambda * sum_i weight_i s_i / sum weight_i      the divisor over the models whose
                s_i is not 0 there, and 1 where it is 0
            """,
        reference: "He et al.: Localize-and-Stitch, arXiv 2408.13656 (the dataless version)",
        base: .required,
        modelCounts: 1...Int.max,
        parameters: [
            .number("weight", default: 1, scope: .perModel, "The model's weight."),
            .number(
                "density",
                default: 0.05,
                in: 0...1,
                scope: .perModel,
                "The part of the whole task vector that stays: the greatest magnitudes."
            ),
            .number("lambda", default: 1, "What the average is multiplied by; 0 is the base."),
        ],
        build: { arguments throws(MethodError) in
            let densities = arguments.numbers("density")
            let settings = TaskVectorSettings(
                sparsification: .magnitude,
                sum: .kept,
                joinsTensors: true,
                vectors: arguments.numbers("weight").enumerated().map { model, weight in
                    TaskVectorSettings.Vector(weight: weight, density: densities[model])
                },
                normalizes: true,
                rescaling: .none,
                lambda: arguments.number("lambda")
            )
            return SparseTaskArithmetic(.localizeAndStitch, settings)
        }
    )
}
