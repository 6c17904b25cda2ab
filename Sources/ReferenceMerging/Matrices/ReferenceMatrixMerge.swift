/// Whether a method of `spectral-and-gradient-methods` merges matrices, so that an element depends on
/// all others of its tensor.
public func referenceMergesMatrices(_ method: String) -> Bool {
    ["tsv_m"].contains(method)
}

/// Merges one tensor by a method of matrices: those of two dimensions by the method, all others by
/// the mean of the task vectors, and both times alpha.
///
/// - Returns: The merged elements; nil for an unknown method, or where its formula has no value.
func referenceMatrixMerge(
    method: String,
    _ tensor: ReferenceTensor,
    _ parameters: ReferenceParameters
) -> [Double]? {
    let base = tensor.base ?? []
    let alpha = parameters.number("alpha", 1)
    if alpha == 0 { return base }
    let vectors = tensor.differences.enumerated().map { model, vector in
        vector.map { parameters.number("weight", ofModel: model, 1) * $0 }
    }
    guard isMatrix(tensor) else {
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
    let merged: ReferenceMatrix? =
        switch method {
        case "tsv_m": referenceTSVM(matrices, parameters)
        default: nil
        }
    guard let merged else { return nil }
    return base.indices.map { base[$0] + alpha * merged.elements[$0] }
}

private func isMatrix(_ tensor: ReferenceTensor) -> Bool {
    let parts = tensor.name.split(separator: ".")
    return tensor.shape.count == 2 && !parts.contains("text_projection")
        && parts.last != "running_mean" && parts.last != "running_var"
}
