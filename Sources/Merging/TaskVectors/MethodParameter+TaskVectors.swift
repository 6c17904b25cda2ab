extension MethodParameter {
    /// The parameters that all methods of this family have.
    ///
    /// - Parameters:
    ///   - family: Which of the methods.
    ///   - density: What the density does.
    ///   - extent: The parameter of the method's own, if it has one.
    /// - Returns: The parameters, in the order of help texts.
    static func ofTaskVectors(
        _ family: TaskVectorFamily,
        density: String,
        extent: MethodParameter? = nil
    ) -> [MethodParameter] {
        let perModel = [
            MethodParameter("weight", .perModel, .anyNumber, "The model's weight."),
            MethodParameter(
                "density",
                .perModel,
                .number(0...1),
                default: .number(1),
                example: .number(0.5),
                density
            ),
            extent,
        ]
        let isRandom = [.random, .ranked].contains(family.sparsification)
        return perModel.compactMap(\.self) + sums(family) + (isRandom ? [seed] : []) + [int8Mask]
    }

    private static func sums(_ family: TaskVectorFamily) -> [MethodParameter] {
        let divisor = family.hasConsensus ? "of the weights that agree" : "of the weights"
        let sum = [
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
                default: .boolean(family.normalizes),
                "Divide the sum by the sum \(divisor)."
            ),
            MethodParameter(
                "rescale",
                .global,
                .boolean,
                default: .boolean(family.rescales),
                family.sparsification == nil
                    ? "Without effect: nothing is left out of task vectors here."
                    : "Multiply what stays of a task vector, to make up for what does not."
            ),
        ]
        return family.sparsification == nil ? sum : sum + [rescaleRule]
    }

    private static let rescaleRule = MethodParameter(
        "rescale_rule",
        .global,
        .choice(["l1", "density"]),
        default: .text("l1"),
        "What rescale keeps: the 1-norm, as mergekit does, or the expectation, as DARE does."
    )

    private static let seed = MethodParameter(
        "seed",
        .global,
        .integer(0...Int(1) << 53),
        default: .number(0),
        "Chooses the random masks; the same seed gives the same masks."
    )

    private static let int8Mask = MethodParameter(
        "int8_mask",
        .global,
        .boolean,
        default: .boolean(false),
        "Without effect; mergekit's recipes have it."
    )
}
