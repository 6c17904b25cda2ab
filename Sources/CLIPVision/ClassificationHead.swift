internal import Checkpoints
internal import CLIPModels
internal import Tensors
internal import TextFormats

/// The last map, from normalised features to one logit for each class.
struct ClassificationHead: Sendable {
    let map: LinearMap

    private init(map: LinearMap) { self.map = map }

    /// A head without classes.
    static func none(featureCount: Int) -> ClassificationHead {
        ClassificationHead(map: LinearMap(weights: [], bias: [], inputCount: featureCount))
    }

    /// Whether a model has a head of its own.
    static func isHeld(by weights: VisionWeights) -> Bool {
        [HeadNames.ofNormalisedFeatures, HeadNames.ofFeatures].contains {
            weights.shape(of: $0 + ".weight") != nil
        }
    }

    /// Reads the head of a model: its own, or that of a file.
    ///
    /// - Throws: `VisionError.missingHead` when there is neither; `inconsistent` for a file where
    ///   the model's features are not made for other heads.
    init(
        _ weights: VisionWeights,
        _ architecture: VisionArchitecture,
        file: (any WeightSource)?
    ) throws {
        guard let file else {
            self = try ClassificationHead(weights, architecture)
            return
        }
        try self.init(file, of: architecture, path: weights.path)
    }

    /// Reads a head from a file of its own for a tower.
    ///
    /// - Throws: `VisionError.inconsistent` where the tower's features are not made for other heads;
    ///   `VisionError` when there are other tensors, or of other shapes.
    init(_ file: any WeightSource, of architecture: VisionArchitecture, path: String) throws {
        guard architecture.headInput == .normalisedFeatures else {
            let reason =
                "is an image classifier of transformers, whose features no other head takes; "
                + "evaluate it with its own"
            throw VisionError.inconsistent(model: path, reason: reason)
        }
        try self.init(file: file, featureCount: architecture.outputWidth)
    }

    /// Reads a matrix [C, features] and a vector [C] of biases.
    private init(_ weights: VisionWeights, _ architecture: VisionArchitecture) throws {
        let name =
            architecture.headInput == .features
            ? HeadNames.ofFeatures : HeadNames.ofNormalisedFeatures
        guard let shape = weights.shape(of: name + ".weight") else {
            throw VisionError.missingHead(model: weights.path)
        }
        let (classes, features) = (shape.first ?? 0, architecture.outputWidth)
        map = LinearMap(
            weights: try weights.values(of: name + ".weight", classes, features),
            bias: try weights.values(of: name + ".bias", classes),
            inputCount: features
        )
    }

    /// Reads a head from a file of its own: a matrix [C, out], alone as a zero-shot head is, or with
    /// a vector of C biases, the names ending in `weight` and `bias`.
    ///
    /// - Throws: `VisionError` when there are other tensors, or of other shapes.
    private init(file source: any WeightSource, featureCount: Int) throws {
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
            tensors.first { $0.name.isExactly(ending) || $0.name.hasSuffix("." + ending) }
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
