/// b + lambda sum w_i (x_i - b), the sum divided by sum w_i with `normalize`.
func referenceTaskArithmetic(
    _ tensor: ReferenceTensor,
    _ parameters: ReferenceParameters
) -> [Double] {
    let weights = tensor.models.indices.map { parameters.number("weight", ofModel: $0, 1) }
    var moved = weightedSum(tensor.differences, weights)
    if parameters.flag("normalize", false) {
        let total = sum(of: weights)
        moved = moved.map { $0 / (abs(total) < 1e-8 ? 1 : total) }
    }
    let lambda = parameters.number("lambda", 1)
    let base = tensor.base ?? []
    return base.indices.map { base[$0] + lambda * moved[$0] }
}
