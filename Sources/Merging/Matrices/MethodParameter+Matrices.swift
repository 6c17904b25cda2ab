extension MethodParameter {
    /// The parameters that methods of matrices have in common.
    static let ofMatrices: [MethodParameter] = [
        .number(
            "weight",
            default: 1,
            scope: .perModel,
            "What the model's task vector is multiplied by, before anything else."
        ),
        .number(
            "alpha",
            default: 1,
            "What the merged task vector is multiplied by; 0 is the base. Search it on held-out data."
        ),
    ]
}
