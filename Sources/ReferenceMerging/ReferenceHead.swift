/// What happens to a classification head (option `head`, section 8).
public enum ReferenceHead: String, Sendable, CaseIterable {
    /// The head is merged like any other tensor.
    case merge
    /// The heads of the models are averaged plainly, whatever the base holds.
    case average
}
