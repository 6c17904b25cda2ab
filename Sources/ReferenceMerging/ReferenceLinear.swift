/// Combines models linearly.
///
/// `Σ a_i w_i`, divided by `Σ a_i` when normalised (`linear` of the merge-methods page).
///
/// - Parameters:
///   - models: The elements of every model.
///   - weights: The weight a_i of every model.
///   - normalise: Whether to divide by the sum of the weights.
/// - Returns: The combination of every element.
/// - Precondition: There is at least one model and one weight per model, all models have the same
///   number of elements, and weights to be normalised do not add up to zero.
/// - Numerics: sums in Double in the order of the models, divides last.
public func referenceLinear(models: [[Double]], weights: [Double], normalise: Bool) -> [Double] {
    precondition(!models.isEmpty, "a combination needs a model")
    precondition(weights.count == models.count, "There must be one weight per model.")
    for model in models {
        precondition(model.count == models[0].count, "The models differ in their element count.")
    }
    var sumOfWeights = 0.0
    for weight in weights {
        sumOfWeights += weight
    }
    precondition(!normalise || sumOfWeights != 0, "The weights add up to zero.")

    return models[0].indices.map { element in
        var sum = 0.0
        for (model, weight) in zip(models, weights) {
            sum += weight * model[element]
        }
        return normalise ? sum / sumOfWeights : sum
    }
}
