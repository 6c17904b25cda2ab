/// A number of models that a variant is not defined for.
public enum ReferenceError: Error, Equatable {
    /// Variant `official` is defined for two models only (section 6).
    case officialNeedsTwoModels(found: Int)
    /// Every variant needs at least two fine-tuned models (section 5).
    case fewerThanTwoModels(found: Int)
}
