/// Which of the methods of generalised task arithmetic it is.
struct ReferenceFamily {
    var sparsifier: String
    var consensus: Bool
    var normalize: Bool
    var rescale: Bool

    /// The methods with a sparsifier, with the defaults of their switches.
    static let all: [String: ReferenceFamily] = [
        "ties": ReferenceFamily("magnitude", consensus: true, normalize: true, rescale: false),
        "dare_linear": ReferenceFamily("random", consensus: false, normalize: false, rescale: true),
        "dare_ties": ReferenceFamily("random", consensus: true, normalize: false, rescale: true),
        "breadcrumbs": ReferenceFamily(
            "outliers",
            consensus: false,
            normalize: false,
            rescale: false
        ),
        "breadcrumbs_ties": ReferenceFamily(
            "outliers",
            consensus: true,
            normalize: false,
            rescale: false
        ),
        "della_linear": ReferenceFamily("della", consensus: false, normalize: false, rescale: true),
        "della": ReferenceFamily("della", consensus: true, normalize: true, rescale: true),
    ]

    init(_ sparsifier: String, consensus: Bool, normalize: Bool, rescale: Bool) {
        self.sparsifier = sparsifier
        self.consensus = consensus
        self.normalize = normalize
        self.rescale = rescale
    }
}

/// b + lambda M, M the sum of sparsified task vectors, or of those that agree in sign.
func referenceSparseTaskArithmetic(
    _ family: ReferenceFamily,
    _ tensor: ReferenceTensor,
    _ parameters: ReferenceParameters
) -> [Double] {
    let weights = tensor.models.indices.map { parameters.number("weight", ofModel: $0, 1) }
    var terms: [[Double]] = []
    for model in tensor.models.indices {
        let sparse = sparsified(family, model, tensor, parameters)
        terms.append(sparse.map { weights[model] * $0 })
    }
    let normalizes = parameters.flag("normalize", family.normalize)
    let lambda = parameters.number("lambda", 1)
    let base = tensor.base ?? []
    if lambda == 0 { return base }
    return base.indices.map { element in
        let column = terms.map { $0[element] }
        return base[element]
            + lambda * merged(column, weights, family, normalizes: normalizes)
    }
}

private func merged(
    _ terms: [Double],
    _ weights: [Double],
    _ family: ReferenceFamily,
    normalizes: Bool
) -> Double {
    if !family.consensus {
        let total = sum(of: weights)
        return normalizes ? sum(of: terms) / (abs(total) < 1e-8 ? 1 : total) : sum(of: terms)
    }
    let sign = sum(of: terms) >= 0 ? 1.0 : -1.0
    var moved = 0.0
    var total = 0.0
    for (term, weight) in zip(terms, weights) where term * sign > 0 {
        moved += term
        total += weight
    }
    return normalizes ? moved / (total == 0 ? 1 : total) : moved
}

/// What the sparsifier leaves, multiplied so that it makes up for what it took.
private func sparsified(
    _ family: ReferenceFamily,
    _ model: Int,
    _ tensor: ReferenceTensor,
    _ parameters: ReferenceParameters
) -> [Double] {
    let vector = tensor.differences[model]
    let density = parameters.number("density", ofModel: model, 1)
    if density >= 1 { return vector }
    if density <= 0 { return vector.map { _ in 0 } }
    let sparse = withoutElements(family, vector, model, density, tensor, parameters)
    guard parameters.flag("rescale", family.rescale) else { return sparse }
    if parameters.word("rescale_rule", "l1") == "density" { return sparse.map { $0 / density } }
    let before = sum(of: vector.map { abs($0) })
    let after = sum(of: sparse.map { abs($0) })
    if before < 1e-7 || after < 1e-7 { return sparse }
    return sparse.map { $0 * (before / after) }
}

private func withoutElements(
    _ family: ReferenceFamily,
    _ vector: [Double],
    _ model: Int,
    _ density: Double,
    _ tensor: ReferenceTensor,
    _ parameters: ReferenceParameters
) -> [Double] {
    let seed = UInt64(parameters.number("seed", 0))
    switch family.sparsifier {
    case "magnitude": return referenceMagnitude(vector, density: density)
    case "outliers":
        let gamma = parameters.number("gamma", ofModel: model, 0.01)
        return referenceMagnitudeOutliers(vector, density: density, gamma: gamma)
    case "random":
        return referenceRandom(
            vector,
            density: density,
            seed: seed,
            tensor: tensor.name,
            model: model
        )
    default:
        let rows = tensor.shape.count > 1 ? tensor.shape[0] : 1
        return referenceRankedRandom(
            vector,
            rowLength: vector.count / rows,
            density: density,
            epsilon: parameters.number("epsilon", ofModel: model, 0.15),
            seed: seed,
            tensor: tensor.name,
            model: model
        )
    }
}

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
