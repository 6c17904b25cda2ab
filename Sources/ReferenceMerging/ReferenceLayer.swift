/// The merged layer and the numbers that led to it.
package struct ReferenceLayer: Sendable, Equatable {
    /// The merged elements of every tensor of the group, not yet rounded to a storage type.
    package var values: [[Double]]
    /// The norm of every model's task vector, ‖δ_i‖.
    package var norms: [Double]
    /// The aggregated cosine c of the variant, before any clamp of the ratio.
    package var cosine: Double?
    /// The angle of the cosine in degrees; for `fusion_bench` the mean of the pairs' angles.
    package var angle: Double?
    /// The ratio t (or t_G) that was used; nil when coefficients were used.
    package var ratio: Double?
    /// The coefficients λ that were used, one per model; nil when a ratio was used.
    package var coefficients: [Double]?
    /// The rule by which the layer was made.
    package var rule: ReferenceRule
    /// What a user should hear about the layer, one sentence each.
    package var warnings: [String]
}

/// What was done, or is to be done, with a layer (section 10).
package enum ReferenceRule: String, Sendable, CaseIterable {
    /// Merged by the formula of the variant.
    case modelStock = "model-stock"
    /// The plain average of the models, without the base.
    case average
    /// The base itself.
    case copy
    /// The base itself, because the denominator of the ratio vanished.
    case singular
}
