internal import Glibc

/// The Karcher mean of the directions of all inputs times their mean length, on the vectors
/// themselves.
func referenceKarcher(_ tensor: ReferenceTensor, _ parameters: ReferenceParameters) -> [Double] {
    let inputs = [tensor.base].compactMap { $0 } + tensor.models
    if inputs.count == 1 { return inputs[0] }
    let tolerance = parameters.number("tol", 1e-5)
    let lengths = inputs.map(length)
    var units: [[Double]] = []
    for (input, length) in zip(inputs, lengths) where length > tolerance {
        units.append(input.map { $0 / length })
    }
    if units.isEmpty { return inputs[0].map { _ in 0 } }
    let alphas = units.map { _ in 1 / Double(units.count) }
    var mean = weightedSum(units, alphas)
    let lengthOfMean = length(mean)
    mean = lengthOfMean < tolerance ? units[0] : mean.map { $0 / lengthOfMean }
    for _ in 0..<Int(parameters.number("max_iter", 10)) {
        let tangent = tangent(at: mean, units, alphas, tolerance)
        let angle = length(tangent)
        if angle < tolerance { break }
        mean = mean.indices.map { cos(angle) * mean[$0] + sin(angle) * tangent[$0] / angle }
        let norm = length(mean)
        if norm > tolerance { mean = mean.map { $0 / norm } }
    }
    let averageLength = sum(of: lengths) / Double(inputs.count)
    return mean.map { $0 * averageLength }
}

private func tangent(
    at mean: [Double],
    _ units: [[Double]],
    _ alphas: [Double],
    _ tolerance: Double
) -> [Double] {
    var tangent = mean.map { _ in 0.0 }
    for (unit, alpha) in zip(units, alphas) {
        let cosine = limited(product(mean, unit), from: -1, to: 1)
        let theta = acos(cosine)
        if theta < tolerance { continue }
        for index in mean.indices {
            tangent[index] += alpha * theta / sin(theta) * (unit[index] - cosine * mean[index])
        }
    }
    return tangent
}
