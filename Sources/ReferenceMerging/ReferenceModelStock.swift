/// Merges the tensors of a group with one ratio: usually one tensor, q, k and v for packed `qkv`.
///
///     δ_i = w_i - w0      G_ij = <δ_i, δ_j>      c = mean c_ij      t = N·c / (1 + (N-1)·c)
///     w_H = t·w̄ + (1-t)·w0
///
/// Sections 1 and 4; the variants of section 6 change c and t, those of section 7 replace them.
///
/// - Parameters:
///   - base: The anchor w0 as [tensor][element].
///   - models: The fine-tuned models w_i as [model][tensor][element].
///   - storage: The type in which the checkpoints are stored. It matters to the variants that
///     subtract in it; the values are expected to be numbers of this type.
///   - options: The variant and its options.
/// - Returns: The merged values in Double and everything they were derived from.
/// - Precondition: Base and models agree in the number of tensors and of elements.
/// - Throws: `ReferenceError` when the variant is not defined for the number of models.
/// - Numerics: every sum runs in Double in the order of the elements. NaN propagates.
package func referenceModelStock(
    base: [[Double]],
    models: [[[Double]]],
    storage: ReferenceElementType,
    options: ReferenceOptions
) throws(ReferenceError) -> ReferenceLayer {
    try checkModelCount(models.count, variant: options.variant)
    checkShapes(base: base, models: models)
    let variant = options.variant
    let deltas = models.map { model in
        taskVectors(base: base, model: model, storage: storage, variant: variant)
    }
    let gram = gramMatrix(of: deltas)
    let mean = meanCosine(of: gram, variant: variant)
    let decision =
        variant == .gram
        ? coefficientDecision(gram: gram, options: options)
        : ratioDecision(ratio(of: gram, cosine: mean.cosine, variant: variant), options: options)
    return ReferenceLayer(
        values: combine(base: base, models: models, decision: decision),
        norms: (0..<gram.count).map { i in gram[i][i].squareRoot() },
        cosine: mean.cosine,
        angle: mean.angle,
        ratio: decision.ratio,
        coefficients: decision.coefficients,
        rule: decision.rule,
        warnings: zeroDeltaWarnings(gram: gram) + decision.warnings
    )
}

func checkModelCount(_ count: Int, variant: ReferenceVariant) throws(ReferenceError) {
    if variant == .official && count != 2 {
        throw .officialNeedsTwoModels(found: count)
    }
    if count < 2 {
        throw .fewerThanTwoModels(found: count)
    }
}

private func checkShapes(base: [[Double]], models: [[[Double]]]) {
    let elementCounts = base.map { tensor in tensor.count }
    for model in models {
        precondition(
            model.map { tensor in tensor.count } == elementCounts,
            "A model differs from the base in its tensors or their element counts."
        )
    }
}

/// Names the models whose task vector is exactly zero while that of another model is not.
private func zeroDeltaWarnings(gram: [[Double]]) -> [String] {
    let unchanged = (0..<gram.count).filter { i in gram[i][i] == 0 }
    if unchanged.count == gram.count { return [] }
    return unchanged.map { i in
        let fact = "Model \(i + 1) equals the base here, so its cosines count as 0"
        return gram.count == 2 ? fact + "; the other model's update is lost." : fact + "."
    }
}

/// A number of models that a variant is not defined for.
package enum ReferenceError: Error, Equatable {
    /// Variant `official` is defined for two models only (section 6).
    case officialNeedsTwoModels(found: Int)
    /// Every variant needs at least two fine-tuned models (section 5).
    case fewerThanTwoModels(found: Int)
}

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
