extension MethodDescription {
    package static let multislerp = MethodDescription(
        "multislerp",
        "The weighted mean direction of task vectors, or models, with their mean length.",
        formula: """
            u_i = d_i / (|d_i| + eps)      m = sum_i weight_i u_i, divided by its length
            w   = b + m cos(eps) * sum_i weight_i |d_i|
                  d_i = x_i - b; without a base b = 0
            w   = b + sum_i weight_i d_i   of two that cancel; of more that cancel it is an error
            """,
        reference: "Goddard: Multi-SLERP, goddard.blog/posts/multislerp-wow-what-a-cool-idea; "
            + "as in mergekit 0.1.5, whose further term is zero",
        base: .optional,
        modelCounts: 1...Int.max,
        parameters: [
            MethodParameter("weight", .perModel, .anyNumber, "The model's weight."),
            MethodParameter(
                "normalize_weights",
                .global,
                .boolean,
                default: .boolean(true),
                "Divide the weights by their sum."
            ),
            MethodParameter(
                "eps",
                .global,
                .number(0...1),
                default: .number(1e-8),
                "What is added to norms, and the length below which vectors cancel."
            ),
        ],
        build: { arguments throws(MethodError) in
            try MultiSlerp(
                weights: arguments.numbers("weight"),
                normalizes: arguments.boolean("normalize_weights"),
                epsilon: arguments.number("eps")
            )
        }
    )
}
