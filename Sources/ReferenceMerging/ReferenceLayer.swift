/// The merged layer and the numbers that led to it.
public struct ReferenceLayer: Sendable, Equatable {
    /// The merged elements of every tensor of the group, not yet rounded to a storage type.
    public var values: [[Double]]
    /// The norm of every model's task vector, ‖δ_i‖.
    public var norms: [Double]
    /// The aggregated cosine c of the variant, before any clamp of the ratio.
    public var cosine: Double?
    /// The angle of the cosine in degrees; for `fusion_bench` the mean of the pairs' angles.
    public var angle: Double?
    /// The ratio t (or t_G) that was used; nil when coefficients were used.
    public var ratio: Double?
    /// The coefficients λ that were used, one per model; nil when a ratio was used.
    public var coefficients: [Double]?
    /// The rule by which the layer was made.
    public var rule: ReferenceRule
    /// What a user should hear about the layer, one sentence each.
    public var warnings: [String]
}
