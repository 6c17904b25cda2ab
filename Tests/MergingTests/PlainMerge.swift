import Merging

/// What a method makes of one tensor, with the Gram matrix and the sum in plain loops.
func plainMerge(
    _ method: some MergeMethod,
    base: [Double]?,
    models: [[Double]],
    as rule: LayerRule? = nil
) throws -> [Double] {
    let rule = rule ?? method.rule(for: LayerTraits(name: "weight", elementCount: models[0].count))
    let origin = base ?? models[0].map { _ in 0 }
    let vectors =
        switch method.traits.measuredVectors {
        case .inputs: [base].compactMap(\.self) + models
        case .taskVectors: models.map { model in model.indices.map { model[$0] - origin[$0] } }
        }
    switch try method.decide(rule, gram: gram(vectors)).action {
    case .copyBase: return origin
    case .copyModel(let model): return models[model]
    case .combine(let sum):
        return origin.indices.map { element in
            let weighted = zip(sum.weights, models).reduce(0) { $0 + $1.0 * $1.1[element] }
            return sum.scale * weighted / sum.divisor + sum.baseWeight * origin[element]
        }
    }
}

/// The largest distance between two vectors' elements; infinite where one is not a number.
func distance(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { largest, pair in
        let distance = (pair.0 - pair.1).magnitude
        return distance.isNaN ? .infinity : max(largest, distance)
    }
}
