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
        let perModel: [MethodParameter?] = [
            .number("weight", scope: .perModel, "The model's weight."),
            .number("density", default: 1, in: 0...1, scope: .perModel, example: 0.5, density),
            extent,
        ]
        let isRandom = [.random, .ranked].contains(family.sparsification)
        return perModel.compactMap(\.self) + sums(family) + (isRandom ? [seed] : [])
            + (family == .ties ? [scope] : []) + [int8Mask]
    }

    private static let scope = MethodParameter.choice(
        "scope",
        ["tensor", "model"],
        default: "tensor",
        "Where the greatest magnitudes are looked for: in each tensor, as mergekit does, or in all "
            + "tensors together, as the authors' program does."
    )

    private static func sums(_ family: TaskVectorFamily) -> [MethodParameter] {
        let divisor = family.sum == .agreeing ? "of the weights that agree" : "of the weights"
        let sum: [MethodParameter] = [
            .number("lambda", default: 1, "What the sum is multiplied by; 0 is the base."),
            .flag("normalize", default: family.normalizes, "Divide the sum by the sum \(divisor)."),
            .flag(
                "rescale",
                default: family.rescales,
                family.sparsification == nil
                    ? "Without effect: nothing is left out of task vectors here."
                    : "Multiply what stays of a task vector, to make up for what does not."
            ),
        ]
        return family.sparsification == nil ? sum : sum + [rescaleRule]
    }

    private static let rescaleRule = MethodParameter.choice(
        "rescale_rule",
        ["l1", "density"],
        default: "l1",
        "What rescale keeps: the 1-norm, as mergekit does, or the expectation, as DARE does."
    )

    private static let seed = MethodParameter.integer(
        "seed",
        default: 0,
        in: 0...Int(1) << 53,
        "Chooses the random masks; the same seed gives the same masks."
    )

    private static let int8Mask = MethodParameter.flag(
        "int8_mask",
        default: false,
        "Without effect; mergekit's recipes have it."
    )
}
