extension MethodDescription {
    package static let nuslerp = MethodDescription(
        "nuslerp",
        "The point on the arc between two task vectors, or two models, by their weights.",
        formula: """
            t = weight_2 / (weight_1 + weight_2)        0.5 where the sum is below 1e-6
            w = b + (sin((1 - t) theta) d_1 + sin(t theta) d_2) / sin(theta)
            w = b + (1 - t) d_1 + t d_2                 where 1 - cos^2(theta) <= 1e-16
                d_i = x_i - b, theta: angle between d_1 and d_2; without a base b = 0
            """,
        reference: "Shoemake: Animating rotation with quaternion curves, SIGGRAPH 1985; "
            + "as in mergekit 0.1.5",
        base: .optional,
        modelCounts: 2...2,
        parameters: [
            MethodParameter("weight", .perModel, .anyNumber, "The model's weight."),
            MethodParameter(
                "nuslerp_flatten",
                .global,
                .boolean,
                default: .boolean(true),
                "One angle for a whole tensor, not one for each vector along a dimension."
            ),
            MethodParameter(
                "nuslerp_row_wise",
                .global,
                .boolean,
                default: .boolean(false),
                "Without nuslerp_flatten: vectors along the first dimension, not along the last."
            ),
        ],
        build: { arguments throws(MethodError) in
            let isRowWise = arguments.boolean("nuslerp_row_wise")
            let vectors = isRowWise ? Granularity.firstDimension : .lastDimension
            return NuSlerp(
                weights: arguments.numbers("weight"),
                granularity: arguments.boolean("nuslerp_flatten") ? .tensor : vectors
            )
        }
    )
}
