/// What made a layer's values; merge reports name it.
public enum LayerRule: String, Sendable, Codable {
    /// Model Stock's ratio between the base and the average of the models.
    case modelStock = "model-stock"
    /// The plain average of the models.
    case average
    /// A weighted sum with weights that the user gave.
    case linear
    /// The base's values, unchanged.
    case copy
    /// The base's values, because Model Stock's denominator vanished.
    case singular
}
