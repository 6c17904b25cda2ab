/// What becomes of a tensor that some inputs lack.
public enum AbsentTensors: Sendable {
    /// Such inputs are refused.
    case refused
    /// Copied where one input alone holds it; refused otherwise.
    case loneCopied
    /// Copied where the base alone holds it; refused otherwise.
    case loneBaseCopied
}
