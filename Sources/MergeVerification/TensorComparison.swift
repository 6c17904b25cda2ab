internal import ReferenceMerging

/// The distances between the merged and the recomputed elements of a tensor.
struct TensorComparison {
    private(set) var elements = 0
    private(set) var maxAbsError = 0.0
    private(set) var maxUlpError = 0.0
    private(set) var holds = true

    /// Compares element by element.
    ///
    /// An element holds within 1 unit in the last place of the recomputed one rounded once, or,
    /// where base and task vector cancel, within 1e-9 of the largest input there: in the whole tensor
    /// where an element depends on all others (`sharesInputs`). Two factorisations in 64 bits agree to
    /// some `max(m, n) 2^-52` of that, over the smallest gap or singular value that they divide by.
    init(
        merged: [Double],
        expected: [Double],
        inputs: [[Double]],
        type: ReferenceElementType,
        sharesInputs: Bool = false
    ) {
        elements = expected.count
        holds = merged.count == expected.count
        let largest =
            sharesInputs ? inputs.reduce(0) { $1.reduce($0) { max($0, $1.magnitude) } } : 0
        for index in expected.indices where holds || index < merged.count {
            compare(merged[index], type.round(expected[index]), type) {
                sharesInputs ? largest : inputs.reduce(0) { max($0, $1[index].magnitude) }
            }
        }
    }

    /// A comparison made elsewhere, in another unit.
    init(elements: Int, maxAbsError: Double, maxUlpError: Double, holds: Bool) {
        self.elements = elements
        self.maxAbsError = maxAbsError
        self.maxUlpError = maxUlpError
        self.holds = holds
    }

    /// The comparison of tensors that must agree bit for bit.
    init(identical: Bool, elements: Int) {
        self.elements = elements
        holds = identical
    }

    private mutating func compare(
        _ merged: Double,
        _ expected: Double,
        _ type: ReferenceElementType,
        largestInput: () -> Double
    ) {
        let distance = (merged - expected).magnitude
        guard distance != 0 else { return }
        // An infinity or a NaN has no distance that could be reported.
        guard distance.isFinite else {
            holds = false
            return
        }
        maxAbsError = max(maxAbsError, distance)
        let steps = distance / type.unitInTheLastPlace(of: expected)
        if steps > 1, distance <= 1e-9 * largestInput() { return }
        maxUlpError = max(maxUlpError, steps)
        if steps > 1 { holds = false }
    }
}
