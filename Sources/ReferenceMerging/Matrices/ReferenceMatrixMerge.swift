/// What a method of matrices does with tensors that are none, and which are.
struct ReferenceMatrixMethod {
    /// Whether the fine-tune's values are taken of other tensors, not the mean of the task vectors.
    var keepsModel = false
    /// Whether the projection of texts is one of the others.
    var leavesOutTexts = true
    /// Whether tensors of more than two dimensions are matrices too.
    var takesConvolutions = false

    static let all = [
        "tsv_m": ReferenceMatrixMethod(),
        "tsv_c": ReferenceMatrixMethod(keepsModel: true, leavesOutTexts: false),
        "iso_c": ReferenceMatrixMethod(),
        "iso_cts": ReferenceMatrixMethod(),
        "low_rank": ReferenceMatrixMethod(
            keepsModel: true,
            leavesOutTexts: false,
            takesConvolutions: true
        ),
        "monosoup": ReferenceMatrixMethod(
            keepsModel: true,
            leavesOutTexts: false,
            takesConvolutions: true
        ),
        "wudi": ReferenceMatrixMethod(),
        "wudi_closed": ReferenceMatrixMethod(),
    ]

    func isMatrix(_ tensor: ReferenceTensor) -> Bool {
        let parts = tensor.name.split(separator: ".")
        if parts.last == "running_mean" || parts.last == "running_var" { return false }
        if leavesOutTexts && parts.contains("text_projection") { return false }
        return tensor.shape.count == 2 || takesConvolutions && tensor.shape.count > 2
    }
}

/// Whether a method of `spectral-and-gradient-methods` merges matrices, so that an element depends on
/// all others of its tensor.
package func referenceMergesMatrices(_ method: String) -> Bool {
    ReferenceMatrixMethod.all[method] != nil
}

/// Merges one tensor by a method of matrices: matrices by the method, all others by the mean of the
/// task vectors, and both times alpha; or, of one model, by its own values.
///
/// - Returns: The merged elements; nil for an unknown method, or where its formula has no value.
func referenceMatrixMerge(
    method: String,
    _ tensor: ReferenceTensor,
    _ parameters: ReferenceParameters
) -> [Double]? {
    guard let kind = ReferenceMatrixMethod.all[method] else { return nil }
    let base = tensor.base ?? []
    let alpha = parameters.number("alpha", 1)
    if alpha == 0 { return base }
    let vectors = tensor.differences.enumerated().map { model, vector in
        vector.map { parameters.number("weight", ofModel: model, 1) * $0 }
    }
    guard kind.isMatrix(tensor) else {
        if kind.keepsModel { return tensor.models[0] }
        return base.indices.map { element in
            var sum = 0.0
            for vector in vectors { sum += vector[element] }
            return base[element] + alpha * sum / Double(vectors.count)
        }
    }
    let columns = base.count / tensor.shape[0]
    let matrices = vectors.map {
        ReferenceMatrix(rows: tensor.shape[0], columns: columns, $0)
    }
    guard let merged = merge(method, matrices, parameters) else { return nil }
    return base.indices.map { base[$0] + alpha * merged.elements[$0] }
}

private func merge(
    _ method: String,
    _ matrices: [ReferenceMatrix],
    _ parameters: ReferenceParameters
) -> ReferenceMatrix? {
    let rank = min(matrices[0].rowCount, matrices[0].columnCount)
    switch method {
    case "tsv_m": return referenceTSVM(matrices, parameters)
    case "tsv_c":
        let kept = rank / Int(parameters.number("tasks", 2))
        return kept == 0 ? nil : referenceTruncation(matrices[0], kept, above: 0)
    case "low_rank":
        let kept = min(rank, Int(parameters.number("rank", 128)))
        return referenceTruncation(matrices[0], kept, above: parameters.number("epsilon", 0))
    case "monosoup": return referenceMonoSoup(matrices[0], parameters)
    case "iso_c": return referenceIsoC(matrices, flatten: parameters.number("flatten", 1))
    case "iso_cts":
        return referenceIsoCTS(matrices, fraction: parameters.number("common_fraction", 0.8))
    case "wudi":
        let steps = Int(parameters.number("steps", 300))
        return referenceWUDI(matrices, steps: steps, rate: parameters.number("rate", 1e-5))
    case "wudi_closed":
        return referenceWUDIClosed(matrices, ridge: parameters.number("ridge", 0.01))
    default: return nil
    }
}
