package import Checkpoints
internal import Merging
internal import Tensors

/// The opened inputs of a merge, base first, with their tensors matched by name.
package struct MergeInputs: Sendable {
    package let checkpoints: [Checkpoint]
    package let tensors: [MatchedTensor]
    package let warnings: [String]

    /// Opens every input, reads every header and compares names, shapes and types.
    package init(_ request: MergeRequest) throws {
        let counts = request.methods.traits.modelCounts
        guard counts.contains(request.models.count) else {
            throw MergeError.modelCount(
                method: request.methods.traits.name,
                needed: counts,
                found: request.models.count
            )
        }
        checkpoints = try request.numberedInputs.map { try Checkpoint.open($0) }
        var matcher = TensorMatcher(
            checkpoints,
            hasBase: request.base != nil,
            averagesHead: try request.averagesHead
        )
        tensors = try matcher.match()
        warnings = checkpoints.flatMap(\.warnings) + matcher.warnings
    }

    package var base: Checkpoint { checkpoints[0] }
}

extension MergeRequest {
    /// Whether the head is averaged, so that the base need not hold one.
    fileprivate var averagesHead: Bool {
        get throws(MethodError) {
            let head = LayerTraits(name: "classification_head.weight", elementCount: 2)
            return try methods.method(for: head).rule(for: head) == .average
        }
    }
}
