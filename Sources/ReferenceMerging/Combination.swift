/// Returns the merged tensors of a group as decided.
///
///     by ratio          w_H = t·w̄ + (1-t)·w0        t = 0 gives w0, t = 1 gives w̄ (section 4)
///     by coefficients   w_H = w0 + Σ λ_i δ_i         λ = 0 gives w0 (section 7)
func combine(base: [[Double]], models: [[[Double]]], decision: Decision) -> [[Double]] {
    if decision.rule == .copy || decision.rule == .singular {
        return base
    }
    var merged: [[Double]] = []
    for tensor in 0..<base.count {
        let tensorOfModels = models.map { model in model[tensor] }
        if let coefficients = decision.coefficients {
            merged.append(
                weighted(base: base[tensor], models: tensorOfModels, coefficients: coefficients)
            )
        } else if let ratio = decision.ratio {
            merged.append(interpolated(base: base[tensor], models: tensorOfModels, ratio: ratio))
        }
    }
    return merged
}

private func interpolated(base: [Double], models: [[Double]], ratio t: Double) -> [Double] {
    let average = referenceAverage(models: models)
    if t == 1 { return average }
    return base.indices.map { element in
        t * average[element] + (1 - t) * base[element]
    }
}

private func weighted(base: [Double], models: [[Double]], coefficients: [Double]) -> [Double] {
    base.indices.map { element in
        var sum = base[element]
        for (model, coefficient) in zip(models, coefficients) {
            sum += coefficient * (model[element] - base[element])
        }
        return sum
    }
}
