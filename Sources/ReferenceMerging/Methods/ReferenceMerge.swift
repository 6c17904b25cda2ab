/// Merges one tensor by a method of `merge-methods`, all but Model Stock, written from the formulas.
///
/// - Parameters:
///   - method: The method's name.
///   - tensor: The tensor in all inputs.
///   - parameters: The method's parameters.
/// - Returns: The merged elements, not yet rounded to a storage type; nil for an unknown method, or
///   where the method's formula has no value.
package func referenceMerge(
    method: String,
    _ tensor: ReferenceTensor,
    _ parameters: ReferenceParameters
) -> [Double]? {
    if let family = ReferenceFamily.all[method] {
        return referenceSparseTaskArithmetic(family, tensor, parameters)
    }
    if referenceMergesMatrices(method) {
        return referenceMatrixMerge(method: method, tensor, parameters)
    }
    return switch method {
    case "linear": referenceWeightedSum(tensor, parameters)
    case "slerp": referenceSlerp(tensor, parameters)
    case "nuslerp": referenceNuSlerp(tensor, parameters)
    case "multislerp": referenceMultiSlerp(tensor, parameters)
    case "karcher": referenceKarcher(tensor, parameters)
    case "task_arithmetic": referenceTaskArithmetic(tensor, parameters)
    case "magmax": referenceMagMax(tensor, parameters)
    case "consensus_ta": referenceTaskMask(tensor, parameters, ofOneTask: false)
    case "tall_mask": referenceTaskMask(tensor, parameters, ofOneTask: true)
    case "localize_and_stitch": referenceLocalizeAndStitch(tensor, parameters)
    case "nearswap": referenceNearSwap(tensor, parameters)
    case "sce": referenceSCE(tensor, parameters)
    case "ram": referenceRAM(tensor, parameters, grows: false)
    case "ramplus_tl": referenceRAM(tensor, parameters, grows: true)
    case "arcee_fusion": referenceArceeFusion(tensor)
    case "passthrough": referencePassthrough(tensor, parameters)
    case "wise_ft": referenceWiseFT(tensor, parameters)
    default: nil
    }
}

/// q c + (1 - q) a, q = t / max(|a - c|, 1e-6) between 0 and 1.
func referenceNearSwap(_ tensor: ReferenceTensor, _ parameters: ReferenceParameters) -> [Double] {
    let t = parameters.number("t", 0)
    let a = tensor.base ?? []
    let c = tensor.models[0]
    return a.indices.map { element in
        let distance = max(abs(a[element] - c[element]), 1e-6)
        let q = limited(t / distance, from: 0, to: 1)
        return q * c[element] + (1 - q) * a[element]
    }
}

/// scale x.
func referencePassthrough(
    _ tensor: ReferenceTensor,
    _ parameters: ReferenceParameters
) -> [Double] {
    let scale = parameters.number("scale", ofModel: 0, 1)
    return tensor.models[0].map { $0 * scale }
}
