/// The estimate b of the products of each task vector with the centre (option `b`, section 7).
public enum ReferenceLinearTerm: String, Sendable, CaseIterable {
    /// The mean m of all off-diagonal entries of G, the same for every model.
    case constant
    /// The mean of the off-diagonal entries of the model's own column of G.
    case columns
}
