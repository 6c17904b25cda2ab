internal import ReferenceMerging
internal import Tensors

/// A tensor of the merged checkpoint with what the inputs hold under its name.
struct LoadedLayer {
    let result: NaiveTensor
    let base: NaiveTensor?
    let models: [NaiveTensor]

    var inputs: [NaiveTensor] { [base].compactMap(\.self) + models }

    /// Whether the tensor is merged by arithmetic: it is of a type that has some, and no model
    /// lacks it.
    func isMerged(_ modelCount: Int) -> Bool {
        result.referenceType != nil && models.count == modelCount
    }

    /// Why the merged tensor cannot come from these inputs, if it cannot.
    var inconsistency: String? {
        guard let source = inputs.first else { return "is in no input" }
        if source.shape != result.shape, source.shape.elementCount != 1 {
            return "has shape \(result.shape), in the inputs \(source.shape)"
        }
        let bothCompute = source.referenceType != nil && result.referenceType != nil
        return bothCompute || source.type == result.type
            ? nil : "has type \(result.type.name), in the inputs \(source.type.name)"
    }

    /// Compares with every input: what is copied must agree everywhere, byte for byte; the values of
    /// one input alone may have been rounded to another type.
    func compareCopy() -> TensorComparison {
        if inputs.count == 1, result.referenceType != nil, inputs[0].referenceType != nil {
            return compare(with: inputs[0].values)
        }
        return TensorComparison(
            identical: inputs.allSatisfy { $0.bytes == result.bytes },
            elements: result.shape.elementCount
        )
    }

    /// Whether the inputs hold the same bytes, infinities or NaNs among them, so that they are copied.
    var isSharedNonFinite: Bool {
        inputs.dropFirst().allSatisfy { $0.bytes == inputs[0].bytes && $0.type == inputs[0].type }
            && inputs.first?.values.allSatisfy(\.isFinite) == false
    }

    /// Compares with what a merge should hold; for `isMatrix`, where an element depends on all others
    /// of its tensor, within the tolerance of that.
    func compare(with expected: [Double], isMatrix: Bool = false) -> TensorComparison {
        guard let type = result.referenceType, !isSharedNonFinite else { return compareCopy() }
        return TensorComparison(
            merged: result.values,
            expected: expected,
            inputs: inputs.map(\.values),
            type: type,
            sharesInputs: isMatrix
        )
    }
}
