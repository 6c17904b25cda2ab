/// What made a layer's values; merge reports name it.
public struct LayerRule: RawRepresentable, Sendable, Hashable {
    /// The name in reports.
    public let rawValue: String

    /// Names a rule.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Model Stock's ratio between the base and the average of the models.
    public static let modelStock = LayerRule(rawValue: "model-stock")
    /// The plain average of the models.
    public static let average = LayerRule(rawValue: "average")
    /// A weighted sum with weights that the user gave.
    public static let linear = LayerRule(rawValue: "linear")
    /// The base plus the mean of the task vectors, scaled like those of a method's matrices.
    public static let mean = LayerRule(rawValue: "mean")
    /// The values of the only model, unchanged.
    public static let model = LayerRule(rawValue: "model")
    /// A point on the arc between two inputs.
    public static let slerp = LayerRule(rawValue: "slerp")
    /// A point on the arc between two task vectors.
    public static let nuslerp = LayerRule(rawValue: "nuslerp")
    /// The weighted mean direction of several inputs.
    public static let multislerp = LayerRule(rawValue: "multislerp")
    /// The Karcher mean of the inputs' directions.
    public static let karcher = LayerRule(rawValue: "karcher")
    /// The base's values, unchanged.
    public static let copy = LayerRule(rawValue: "copy")
    /// The base's values, because Model Stock's denominator vanished.
    public static let singular = LayerRule(rawValue: "singular")
}
