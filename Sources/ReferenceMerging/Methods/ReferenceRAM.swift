/// b + the mean of the task vectors that change an element; what one model alone changes may grow.
func referenceRAM(
    _ tensor: ReferenceTensor,
    _ parameters: ReferenceParameters,
    grows: Bool
) -> [Double] {
    let epsilon = parameters.number("epsilon", 1e-5)
    let base = tensor.base ?? []
    let vectors = tensor.differences
    let factors = vectors.indices.map { model in
        grows ? growth(ofModel: model, vectors, epsilon, parameters) : 1
    }
    return base.indices.map { element in
        let changing = vectors.indices.filter { abs(vectors[$0][element]) > epsilon }
        if changing.isEmpty { return base[element] }
        if changing.count == 1 {
            return base[element] + factors[changing[0]] * vectors[changing[0]][element]
        }
        let moved = sum(of: changing.map { vectors[$0][element] })
        return base[element] + moved / Double(changing.count)
    }
}

/// 1 + r times the ratio of shared to unique changes, that limited to alpha.
private func growth(
    ofModel model: Int,
    _ vectors: [[Double]],
    _ epsilon: Double,
    _ parameters: ReferenceParameters
) -> Double {
    var shared = 0.0
    var unique = 0.0
    for element in vectors[model].indices where abs(vectors[model][element]) > epsilon {
        if vectors.count(where: { abs($0[element]) > epsilon }) > 1 {
            shared += 1
        } else {
            unique += 1
        }
    }
    let ratio = shared / max(unique, epsilon)
    return 1 + parameters.number("r", 0.1)
        * limited(ratio, from: 0, to: parameters.number("alpha", 0.2))
}
