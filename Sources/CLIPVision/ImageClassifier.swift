public import CLIPModels

/// A CLIP's vision tower with a head: from pixels to one logit for each class.
///
///     f = features / |features|;  logits = f Wᵀ + b
public final class ImageClassifier: Sendable {
    /// The vision tower.
    public let tower: ImageTower
    let head: ClassificationHead

    /// The number of classes.
    public var classCount: Int { head.map.outputCount }
    /// The sizes of the vision tower.
    public var architecture: VisionArchitecture { tower.architecture }

    /// Reads a model's weights and checks them.
    ///
    /// - Parameters:
    ///   - source: The model.
    ///   - head: A head of its own: a matrix [classes, features], alone or with its biases; nil for
    ///     the model's own `classification_head`.
    ///   - activation: The nonlinearity that the model was trained with.
    ///   - headCount: The number of attention heads; nil for heads of width 64.
    /// - Throws: `CheckpointError` when the source is no CLIP, or a tensor of the tower is missing
    ///   or has another shape; `VisionError` when the head does; what the sources throw.
    /// - Complexity: O(parameters) time and memory.
    public init(
        _ source: any WeightSource,
        head: (any WeightSource)? = nil,
        activation: ActivationFunction = .quickGELU,
        headCount: Int? = nil
    ) throws {
        let weights = try VisionWeights(source)
        let architecture = try VisionArchitecture(weights.translation, headCount: headCount)
        try architecture.requireWholeVectors(source.path)
        tower = try ImageTower(weights, architecture, activation)
        let features = architecture.outputWidth
        self.head =
            if let head {
                try ClassificationHead(file: head, featureCount: features)
            } else {
                try ClassificationHead(weights, featureCount: features)
            }
    }
}

extension ImageClassifier {
    /// The bytes that one `ForwardPass` takes, beside the weights that all of them share.
    public var passByteCount: Int {
        let heads = Matrix.byteCount(rows: architecture.groupSize, columns: classCount)
        return TowerBufferSizes(architecture).byteCount + heads
    }
}
