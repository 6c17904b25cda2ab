extension MethodDescription {
    static let taskArithmetic = MethodDescription(
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
        parameters: [
            MethodParameter("weight", .perModel, .anyNumber, "The model's weight."),
            MethodParameter(
                "density",
                .perModel,
                .number(0...1),
                default: .number(1),
                "Without effect: nothing is left out of task vectors here."
            ),
            MethodParameter(
                "lambda",
                .global,
                .anyNumber,
                default: .number(1),
                "What the sum is multiplied by; 0 is the base."
            ),
            MethodParameter(
                "normalize",
                .global,
                .boolean,
                default: .boolean(false),
                "Divide the sum by the sum of the weights."
            ),
            MethodParameter(
                "rescale",
                .global,
                .boolean,
                default: .boolean(false),
                "Without effect: nothing is left out of task vectors here."
            ),
            MethodParameter(
                "int8_mask",
                .global,
                .boolean,
                default: .boolean(false),
                "Without effect; mergekit's recipes have it."
            ),
        ],
        build: { arguments throws(MethodError) in
            TaskArithmetic(
                weights: arguments.numbers("weight"),
                normalizes: arguments.boolean("normalize"),
                lambda: arguments.number("lambda")
            )
        }
    )
}
