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

    /// Reads a head from a file of its own: a matrix [C, out], alone as a zero-shot head is, or with
    /// a vector of C biases, the names ending in `weight` and `bias`.
    ///
    /// - Throws: `VisionError` when there are other tensors, or of other shapes.
    init(file source: any WeightSource, featureCount: Int) throws {
        let (weight, bias) = try Self.parts(of: source)
        let shape = weight.shape.dimensions
        guard shape.count == 2, shape[1] == featureCount else {
            throw VisionError.headShape(
                head: source.path,
                tensor: weight.name,
                shape: shape,
                features: featureCount
            )
        }
        if let bias, bias.shape.dimensions != [shape[0]] {
            throw VisionError.wrongShape(
                model: source.path,
                tensor: bias.name,
                shape: bias.shape.dimensions,
                expected: [shape[0]]
            )
        }
        map = LinearMap(
            weights: try source.values(of: weight),
            bias: try bias.map(source.values) ?? [Float](repeating: 0, count: shape[0]),
            inputCount: featureCount
        )
    }

    private static func parts(
        of source: any WeightSource
    ) throws(VisionError) -> (weight: TensorRecord, bias: TensorRecord?) {
        let tensors = source.tensors
        if tensors.count == 1 { return (tensors[0], nil) }
        func named(_ ending: String) -> TensorRecord? {
            tensors.first { $0.name == ending || $0.name.hasSuffix("." + ending) }
        }
        guard tensors.count == 2, let weight = named("weight"), let bias = named("bias") else {
            let reason =
                "holds \(tensors.count) tensors; a head is one matrix, or one and its biases called "
                + "weight and bias"
            throw .inconsistent(model: source.path, reason: reason)
        }
        return (weight, bias)
    }
}
