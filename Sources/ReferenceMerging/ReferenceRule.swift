/// What was done, or is to be done, with a layer (section 10).
public enum ReferenceRule: String, Sendable, CaseIterable {
    /// Merged by the formula of the variant.
    case modelStock = "model-stock"
    /// The plain average of the models, without the base.
    case average
    /// The base itself.
    case copy
    /// The base itself, because the denominator of the ratio vanished.
    case singular
}
