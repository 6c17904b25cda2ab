/// Merges one tensor by a method of `merge-methods`, all but Model Stock, written from the formulas.
///
/// - Parameters:
///   - method: The method's name.
///   - tensor: The tensor in all inputs.
///   - parameters: The method's parameters.
/// - Returns: The merged elements, not yet rounded to a storage type; nil for an unknown method.
public func referenceMerge(
    method: String,
    _ tensor: ReferenceTensor,
    _ parameters: ReferenceParameters
) -> [Double]? {
    switch method {
    case "linear": referenceWeightedSum(tensor, parameters)
    case "wise_ft": referenceWiseFT(tensor, parameters)
    default: nil
    }
}
