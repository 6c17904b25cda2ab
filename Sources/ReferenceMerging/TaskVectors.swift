/// Returns δ = w - w0 for every tensor of a group.
///
/// `official`, `mergekit` and `fusion_bench` subtract in the type in which the checkpoint is
/// stored, so their difference is rounded to it (section 6); the others keep it in Double.
func taskVectors(
    base: [[Double]],
    model: [[Double]],
    storage: ReferenceElementType,
    variant: ReferenceVariant
) -> [[Double]] {
    zip(base, model).map { baseTensor, modelTensor in
        baseTensor.indices.map { element in
            let exact = modelTensor[element] - baseTensor[element]
            return subtractsInStorage(variant) ? storage.round(exact) : exact
        }
    }
}

private func subtractsInStorage(_ variant: ReferenceVariant) -> Bool {
    switch variant {
    case .official, .mergekit, .fusionBench: true
    case .paper, .sdMecha, .gram, .gramScalar: false
    }
}

/// Returns G with G_ij = <δ_i, δ_j>, summed over the elements and then over the tensors of a group.
///
/// The task vectors come as [model][tensor][element].
func gramMatrix(of deltas: [[[Double]]]) -> [[Double]] {
    var gram: [[Double]] = []
    for first in deltas {
        var row: [Double] = []
        for second in deltas {
            var product = 0.0
            for (firstTensor, secondTensor) in zip(first, second) {
                product += dotProduct(firstTensor, secondTensor)
            }
            row.append(product)
        }
        gram.append(row)
    }
    return gram
}

/// Returns Σ a_k b_k, summed in order.
func dotProduct(_ first: [Double], _ second: [Double]) -> Double {
    var sum = 0.0
    for element in 0..<first.count {
        sum += first[element] * second[element]
    }
    return sum
}
