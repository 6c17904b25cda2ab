/// Something about one layer that the user should know.
public enum LayerWarning: Sendable, Hashable {
    /// The denominator `1 + (N - 1) c` vanished, so the base was kept.
    case singular
    /// These models did not change the layer, so their cosines count as zero.
    case unchanged(models: [Int])
    /// The mean cosine is negative, so the merge lies beyond the base.
    case negativeCosine
    /// The Gram matrix could not be solved, so one ratio serves all models.
    case fellBackToRatio(reason: String)
    /// The mean of directions still moved by this angle, in radians, when the steps ran out.
    case unsettled(angle: Double)
    /// A model is nearer to the base than the shared part: the premise of the method fails.
    case contradictsPremise
    /// Singular directions of several models depend on each other, as they do in equal models.
    case dependentDirections
    /// Two singular values are equal where a model's directions are cut off.
    case tiedDirections(model: Int)
    /// Two singular values of the sum of the task vectors are equal where it is cut off.
    case tiedCommonDirections
    /// Every input holds the same infinities or NaNs, and the same values elsewhere: a mask.
    case sharedNonFinite
    /// The longest task vector is more than three times as long as the shortest.
    case unequalLengths
}

extension LayerWarning: CustomStringConvertible {
    /// One sentence, without the layer's name.
    public var description: String {
        switch self {
        case .singular:
            "the task vectors cancel (1 + (N-1)c is zero): the base was kept"
        case .unchanged(let models):
            "not changed by model \(models.map { String($0 + 1) }.joined(separator: ", ")): "
                + "its cosines count as 0"
        case .negativeCosine:
            "the mean cosine is negative: the merge lies beyond the base (the parameter clamp_t prevents it)"
        case .fellBackToRatio(let reason):
            "no coefficients (\(reason)): one ratio serves all models"
        case .unsettled(let angle):
            "the mean still moved by \(angle) radians in the last step "
                + "(a larger max_iter allows more steps)"
        case .contradictsPremise:
            "a coefficient is negative or their sum exceeds 1: the premise of the method fails "
                + "(lambda_bounds = simplex keeps them in bounds)"
        case .dependentDirections:
            "singular directions of the models depend on each other: those count once together"
        case .tiedDirections(let model):
            "model \(model + 1) has equal singular values where its directions are cut off: which of "
                + "them stay is not defined"
        case .tiedCommonDirections:
            "the sum of the task vectors has equal singular values where its directions are cut off: "
                + "which of them are common is not defined"
        case .sharedNonFinite:
            "all inputs hold the same values, infinities or NaNs among them, as masks do: copied"
        case .unequalLengths:
            "the longest task vector is more than three times as long as the shortest, which counts "
                + "for little then: scale them by weights"
        }
    }
}
