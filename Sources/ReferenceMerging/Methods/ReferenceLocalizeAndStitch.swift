/// Whether a method looks at all tensors that it merges as one.
package func referenceJoinsTensors(_ method: String, _ parameters: ReferenceParameters) -> Bool {
    if method == "localize_and_stitch" { return true }
    return method == "ties" && parameters.word("scope", "tensor") == "model"
}

/// b + lambda times the weighted mean of the vectors that keep an element among their greatest ones.
func referenceLocalizeAndStitch(
    _ tensor: ReferenceTensor,
    _ parameters: ReferenceParameters
) -> [Double] {
    let (base, vectors) = (tensor.base ?? [], tensor.differences)
    let lambda = parameters.number("lambda", 1)
    var kept: [[Double]] = []
    for model in vectors.indices {
        let density = parameters.number("density", ofModel: model, 0.05)
        if density >= 1 {
            kept.append(vectors[model])
        } else if density <= 0 {
            kept.append(vectors[model].map { _ in 0 })
        } else {
            kept.append(referenceMagnitude(vectors[model], density: density))
        }
    }
    return base.indices.map { element in
        var moved = 0.0
        var total = 0.0
        for model in vectors.indices where kept[model][element] != 0 {
            let weight = parameters.number("weight", ofModel: model, 1)
            moved += weight * kept[model][element]
            total += weight
        }
        return base[element] + lambda * (moved / (total == 0 ? 1 : total))
    }
}
