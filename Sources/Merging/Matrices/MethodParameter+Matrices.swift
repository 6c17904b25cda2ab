extension MethodParameter {
    /// The parameters that methods of matrices have in common.
    static let ofMatrices = [
        MethodParameter(
            "weight",
            .perModel,
            .anyNumber,
            default: .number(1),
            "What the model's task vector is multiplied by, before anything else."
        ),
        MethodParameter(
            "alpha",
            .global,
            .anyNumber,
            default: .number(1),
            "What the merged task vector is multiplied by; 0 is the base. Search it on held-out data."
        ),
    ]
}
