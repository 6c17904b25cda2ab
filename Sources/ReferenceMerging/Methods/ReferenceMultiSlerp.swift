internal import Glibc

/// b + (m cos(q) + T sin(q) / q) sum w_i n_i, every step as the formula has it.
///
/// Nil where three or more directions cancel, so that m is not defined.
func referenceMultiSlerp(_ tensor: ReferenceTensor, _ parameters: ReferenceParameters) -> [Double]?
{
    let vectors = tensor.differences
    if vectors.count == 1 { return tensor.models[0] }
    let epsilon = parameters.number("eps", 1e-8)
    var weights = vectors.indices.map { parameters.number("weight", ofModel: $0, 1) }
    if parameters.flag("normalize_weights", true) {
        let total = sum(of: weights)
        weights = weights.map { $0 / total }
    }
    let lengths = vectors.map(length)
    let units = zip(vectors, lengths).map { vector, length in vector.map { $0 / (length + epsilon) }
    }
    var mean = weightedSum(units, weights)
    let lengthOfMean = length(mean)
    var result: [Double]
    if lengthOfMean < epsilon {
        if vectors.count > 2 && lengths.contains(where: { $0 > 0 }) { return nil }
        result = weightedSum(vectors, weights)
    } else {
        mean = mean.map { $0 / lengthOfMean }
        let tangents = units.map { unit -> [Double] in
            let along = product(unit, mean)
            return unit.indices.map { unit[$0] - along * mean[$0] }
        }
        let tangent = weightedSum(tangents, weights)
        let q = length(tangent) + epsilon
        let scale = sum(of: zip(weights, lengths).map { $0 * $1 })
        result = mean.indices.map { index in
            let turned = q == 0 ? tangent[index] : tangent[index] * sin(q) / q
            return (mean[index] * cos(q) + turned) * scale
        }
    }
    if let base = tensor.base {
        result = base.indices.map { base[$0] + result[$0] }
    }
    return result
}

/// sum w_i v_i.
func weightedSum(_ vectors: [[Double]], _ weights: [Double]) -> [Double] {
    vectors[0].indices.map { index in
        var sum = 0.0
        for (vector, weight) in zip(vectors, weights) {
            sum += weight * vector[index]
        }
        return sum
    }
}
