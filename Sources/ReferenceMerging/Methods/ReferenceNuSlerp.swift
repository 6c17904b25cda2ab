internal import Glibc

/// b + the point on the arc between the task vectors, or between the models where there is no base.
func referenceNuSlerp(_ tensor: ReferenceTensor, _ parameters: ReferenceParameters) -> [Double] {
    let first = parameters.number("weight", ofModel: 0, 1)
    let second = parameters.number("weight", ofModel: 1, 1)
    let t = abs(first + second) < 1e-6 ? 0.5 : second / (first + second)
    let vectors = tensor.differences
    var result = [Double](repeating: 0, count: vectors[0].count)
    for group in elementGroups(tensor, parameters) {
        let merged = arcPoint(group.map { vectors[0][$0] }, group.map { vectors[1][$0] }, t)
        for (element, value) in zip(group, merged) {
            result[element] = value
        }
    }
    guard let base = tensor.base else { return result }
    return base.indices.map { base[$0] + result[$0] }
}

/// The positions of the elements that share an angle: all of them, or those along one dimension.
private func elementGroups(
    _ tensor: ReferenceTensor,
    _ parameters: ReferenceParameters
) -> [[Int]] {
    let count = tensor.models[0].count
    let shape = tensor.shape
    if parameters.flag("nuslerp_flatten", true) || shape.count < 2 || count == 0 {
        return [Array(0..<count)]
    }
    if parameters.flag("nuslerp_row_wise", false) {
        let columns = count / shape[0]
        return (0..<columns).map { column in (0..<shape[0]).map { $0 * columns + column } }
    }
    let length = shape[shape.count - 1]
    return (0..<count / length).map { row in (0..<length).map { row * length + $0 } }
}

private func arcPoint(_ v0: [Double], _ v1: [Double], _ t: Double) -> [Double] {
    let lengths = (max(length(v0), 1e-7), max(length(v1), 1e-7))
    let unit0 = v0.map { $0 / lengths.0 }
    let unit1 = v1.map { $0 / lengths.1 }
    let cosine = limited(product(unit0, unit1), from: -1, to: 1)
    if 1 - cosine * cosine <= 1e-16 {
        return v0.indices.map { (1 - t) * v0[$0] + t * v1[$0] }
    }
    let theta = acos(cosine)
    return v0.indices.map { index in
        (sin((1 - t) * theta) * v0[index] + sin(t * theta) * v1[index]) / sin(theta)
    }
}
