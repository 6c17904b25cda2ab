/// The vectors of which a method needs the Gram matrix.
public enum MeasuredVectors: Sendable {
    /// The task vectors `d_i = x_i - b`, one for each model; without a base the origin takes its
    /// place, and they are the models themselves.
    case taskVectors
    /// All inputs about the origin, a base first.
    case inputs
}
