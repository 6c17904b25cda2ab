public import CLIPModels
public import Checkpoints

/// A CLIP's vision tower with a head: from pixels to one logit for each class.
///
///     f = features / |features|;  logits = f Wᵀ + b
///
/// The image classifiers of transformers do not divide by the norm.
public final class ImageClassifier: Sendable {
    /// The vision tower.
    public let tower: ImageTower
    /// What the model is, and how that is known.
    public let description: ModelDescription
    let head: ClassificationHead

    /// The number of classes.
    public var classCount: Int { head.map.outputCount }
    /// What happens to an image before the tower sees it.
    ///
    /// The bytes that the classifier takes have been through its geometry; it normalises them
    /// itself.
    public var preprocessing: ImagePreprocessing { description.preprocessing }
    /// The sizes of the vision tower.
    public var architecture: VisionArchitecture { tower.architecture }

    /// Reads a model's weights and checks them.
    ///
    /// - Parameters:
    ///   - source: The model.
    ///   - checkpoint: The checkpoint with the model's configuration next to its weights; nil for
    ///     what is usual for CLIP.
    ///   - head: A head of its own: a matrix [classes, features], alone or with its biases; nil for
    ///     the model's own.
    ///   - requiresHead: Whether a model without a head is refused; otherwise it has no classes.
    ///   - activation: The nonlinearity that the model was trained with; nil for that of the
    ///     configuration, else QuickGELU.
    ///   - headCount: The number of attention heads; nil for that of the configuration, else heads
    ///     of width 64.
    ///   - imageSize: The side of the images where it is not the model's: its positional embedding
    ///     is interpolated then.
    /// - Throws: `CheckpointError` when the source is no CLIP, a tensor of the tower is missing or
    ///   has another shape, or the configuration asks for what is not implemented; `VisionError`
    ///   when the head does, or the tower has a tensor that is not implemented; what the sources
    ///   throw.
    /// - Complexity: O(parameters) time and memory.
    public init(
        _ source: any WeightSource,
        configuredBy checkpoint: Checkpoint? = nil,
        head: (any WeightSource)? = nil,
        requiresHead: Bool = true,
        activation: ActivationFunction? = nil,
        headCount: Int? = nil,
        imageSize: Int? = nil
    ) throws {
        let weights = try VisionWeights(source)
        description = try ModelDescription(
            weights.translation,
            configuredBy: checkpoint,
            choices: ModelChoices(
                activation: activation,
                headCount: headCount,
                imageSize: imageSize
            )
        )
        let architecture = description.architecture
        try architecture.requireWholeVectors(source.path)
        try weights.requireKnownTensors()
        tower = try ImageTower(
            weights,
            architecture,
            description.activation,
            description.preprocessing.normalisation
        )
        let isHeadless = head == nil && !ClassificationHead.isHeld(by: weights)
        self.head =
            isHeadless && !requiresHead
            ? .none(featureCount: architecture.outputWidth)
            : try ClassificationHead(weights, architecture, file: head)
    }

    private init(_ tower: ImageTower, _ description: ModelDescription, _ head: ClassificationHead) {
        (self.tower, self.description, self.head) = (tower, description, head)
    }

    /// The same tower with another head; both share the tower's memory.
    ///
    /// - Parameters:
    ///   - source: A matrix [classes, features], alone or with its biases.
    ///   - path: What messages call the tower.
    /// - Returns: The classifier.
    /// - Throws: `VisionError` where the head is not made for the tower's features, or the tower is an image
    ///   classifier of transformers, whose features no other head takes; what the source throws.
    /// - Complexity: O(classes * features) time and memory.
    package func withHead(_ source: any WeightSource, path: String) throws -> ImageClassifier {
        ImageClassifier(
            tower,
            description,
            try ClassificationHead(source, of: architecture, path: path)
        )
    }
}

extension ImageClassifier {
    /// The bytes that one `ForwardPass` takes, in addition to the weights that all of them share.
    public var passByteCount: Int {
        let heads = Matrix.byteCount(rows: architecture.groupSize, columns: classCount)
        return TowerBufferSizes(architecture).byteCount + heads
    }
}
