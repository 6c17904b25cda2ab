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
