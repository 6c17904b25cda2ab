/// b + the sum of c_i TV_i over the models that agree in sign, by the sum of their c_i.
func referenceSCE(_ tensor: ReferenceTensor, _ parameters: ReferenceParameters) -> [Double] {
    let base = tensor.base ?? []
    let topk = parameters.number("select_topk", 1)
    if topk <= 0 { return base }
    var vectors = tensor.differences
    if topk < 1 {
        let variances = base.indices.map { element in
            populationVariance(vectors.map { $0[element] })
        }
        let nonzero = variances.count { Float($0) != 0 }
        let k = Int(Double(nonzero) * topk)
        let selected = orderByMagnitude(variances)[0..<k]
        vectors = vectors.map { keeping(selected, of: $0) }
    }
    var shares = vectors.map { product($0, $0) / Double(base.count) }
    let total = sum(of: shares)
    shares = shares.map { abs(total) < 1e-6 ? 1 / Double(vectors.count) : $0 / total }
    return base.indices.map { element in
        let column = vectors.map { $0[element] }
        let sign = sum(of: column) >= 0 ? 1.0 : -1.0
        var moved = 0.0
        var weight = 0.0
        for (value, share) in zip(column, shares) where value * sign > 0 {
            moved += share * value
            weight += share
        }
        return base[element] + moved / max(weight, 1e-6)
    }
}

private func populationVariance(_ values: [Double]) -> Double {
    let mean = sum(of: values) / Double(values.count)
    return sum(of: values.map { ($0 - mean) * ($0 - mean) }) / Double(values.count)
}
