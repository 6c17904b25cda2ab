internal import Checkpoints
internal import Tensors

/// The last map, from normalised features to one logit for each class.
struct ClassificationHead: Sendable {
    let map: LinearMap

    /// Reads `classification_head.weight` [C, out] and `classification_head.bias` [C].
    ///
    /// - Throws: `VisionError.missingHead` when neither is there.
    init(_ weights: VisionWeights, featureCount: Int) throws {
        guard let shape = weights.shape(of: "classification_head.weight") else {
            throw VisionError.missingHead(model: weights.path)
        }
        let classes = shape.first ?? 0
        map = LinearMap(
            weights: try weights.values(of: "classification_head.weight", classes, featureCount),
            bias: try weights.values(of: "classification_head.bias", classes),
            inputCount: featureCount
        )
    }

    /// Reads a zero-shot head: the only matrix [C, out] of a file, without biases.
    ///
    /// - Throws: `VisionError` when there is no such matrix or more than one tensor.
    init(zeroShot source: any WeightSource, featureCount: Int) throws {
        guard let record = source.tensors.first, source.tensors.count == 1 else {
            let reason = "holds \(source.tensors.count) tensors, a zero-shot head is one alone"
            throw VisionError.inconsistent(model: source.path, reason: reason)
        }
        let shape = record.shape.dimensions
        guard shape.count == 2, shape[1] == featureCount else {
            throw VisionError.wrongShape(
                model: source.path,
                tensor: record.name,
                shape: shape,
                expected: [shape.first ?? 0, featureCount]
            )
        }
        map = LinearMap(
            weights: try source.values(of: record),
            bias: [Float](repeating: 0, count: shape[0]),
            inputCount: featureCount
        )
    }
}
