/// b + alpha times the task vector of largest magnitude, element by element.
func referenceMagMax(_ tensor: ReferenceTensor, _ parameters: ReferenceParameters) -> [Double] {
    let (base, alpha) = (tensor.base ?? [], parameters.number("alpha", 0.5))
    if alpha == 0 { return base }
    let vectors = tensor.differences
    return base.indices.map { element in
        var chosen = 0.0
        for vector in vectors where abs(vector[element]) >= abs(chosen) {
            chosen = vector[element]
        }
        return base[element] + alpha * chosen
    }
}

/// b + alpha D where |d_i| > threshold |D - d_i| for enough models, or for one.
func referenceTaskMask(
    _ tensor: ReferenceTensor,
    _ parameters: ReferenceParameters,
    ofOneTask: Bool
) -> [Double] {
    let (base, vectors) = (tensor.base ?? [], tensor.differences)
    let threshold = parameters.number("threshold", 0.6)
    let alpha = ofOneTask ? 1 : parameters.number("alpha", 1)
    if alpha == 0 { return base }
    return base.indices.map { element in
        var sum = 0.0
        for vector in vectors { sum += vector[element] }
        let matters = vectors.map { abs($0[element]) > threshold * abs(sum - $0[element]) }
        let isKept =
            ofOneTask
            ? matters[Int(parameters.number("task", 1)) - 1]
            : matters.filter { $0 }.count >= Int(parameters.number("agreement", 2))
        return base[element] + alpha * (isKept ? sum : 0)
    }
}
