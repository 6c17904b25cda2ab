/// Whose value a parameter takes.
public enum ParameterScope: String, Sendable, CaseIterable {
    /// One value for all inputs.
    case global
    /// One value per model; the base has none.
    case perModel = "per model"
    /// One value per input, the base included where it takes part.
    case perInput = "per input"
}
