/// sum w_i x_i, divided by sum w_i with `normalize`; the base only where it has a weight.
func referenceWeightedSum(_ tensor: ReferenceTensor, _ parameters: ReferenceParameters) -> [Double]
{
    var inputs = tensor.models
    var weights = inputs.indices.map { parameters.number("weight", ofModel: $0, 1) }
    if let base = tensor.base, let weight = parameters.baseNumber("weight") {
        inputs.append(base)
        weights.append(weight)
    }
    return referenceLinear(
        models: inputs,
        weights: weights,
        normalise: parameters.flag("normalize", true)
    )
}

/// (1 - alpha) b + alpha times the average.
func referenceWiseFT(_ tensor: ReferenceTensor, _ parameters: ReferenceParameters) -> [Double] {
    let alpha = parameters.number("alpha", 0.5)
    let base = tensor.base ?? []
    if alpha == 0 { return base }
    let average = referenceAverage(models: tensor.models)
    if alpha == 1, tensor.models.count == 1 { return average }
    return base.indices.map { (1 - alpha) * base[$0] + alpha * average[$0] }
}

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
package func referenceLinear(models: [[Double]], weights: [Double], normalise: Bool) -> [Double] {
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
