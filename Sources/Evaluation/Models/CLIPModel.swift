public import CLIPModels
public import CLIPVision
public import Checkpoints

/// A checkpoint that is run as an image classifier: what an evaluation takes.
public struct CLIPModel: EvaluatedModel {
    /// What results call the model: the path of its checkpoint, or what was merged.
    public let name: String
    /// The vision tower and the head.
    public let classifier: ImageClassifier
    /// What the checkpoint says about its making.
    public let metadata: CheckpointMetadata

    /// How it is run.
    public let options: CLIPModelOptions
    /// Whether the checkpoint's names of classes are those of its head.
    private let namesClasses: Bool

    /// Loads a model from a checkpoint, with the configuration next to its weights.
    ///
    /// - Throws: `VisionError.headCount` for a number of heads that the width cannot have; otherwise
    ///   what `ImageClassifier` throws.
    /// - Complexity: O(parameters) time and memory.
    public init(_ checkpoint: Checkpoint, options: CLIPModelOptions) throws {
        try self.init(checkpoint, configuredBy: checkpoint, options: options)
    }

    /// Loads a model from wherever its weights are, a merge in memory for example.
    ///
    /// - Parameters:
    ///   - source: The weights.
    ///   - checkpoint: The checkpoint whose configuration holds for them.
    ///   - options: How the model is run.
    /// - Throws: As for a checkpoint.
    public init(
        _ source: any WeightSource,
        configuredBy checkpoint: Checkpoint,
        options: CLIPModelOptions
    ) throws {
        if let heads = options.headCount {
            let width = try VisionArchitecture(of: checkpoint, headCount: 1).width
            guard width.isMultiple(of: heads) else {
                throw VisionError.headCount(model: checkpoint.path, heads: heads, width: width)
            }
        }
        classifier = try ImageClassifier(
            source,
            configuredBy: checkpoint,
            head: options.head.map { try $0.open() },
            requiresHead: options.requiresHead,
            activation: options.activation,
            headCount: options.headCount,
            imageSize: options.imageSize
        )
        name = source.path
        metadata = checkpoint.metadata
        self.options = options
        namesClasses = true
    }

    private init(_ model: CLIPModel, _ classifier: ImageClassifier) {
        (name, metadata, options) = (model.name, model.metadata, model.options)
        self.classifier = classifier
        namesClasses = false
    }

    /// The same tower with the head of a task; both share the tower's memory.
    ///
    /// Its classes are known by their places only: what the checkpoint calls classes are those of another head.
    ///
    /// - Parameter head: A matrix [classes, features], alone or with its biases.
    /// - Returns: The model.
    /// - Throws: `CheckpointError` where it cannot be opened; `VisionError` where it is not made for the
    ///   tower.
    /// - Complexity: O(classes * features) time and memory.
    package func withHead(_ head: CheckpointInput) throws -> CLIPModel {
        CLIPModel(self, try classifier.withHead(head.open(), path: name))
    }
}

extension CLIPModel {
    /// How images become the square of bytes that the model takes.
    public var geometry: ImageGeometry {
        var geometry = classifier.preprocessing.geometry
        geometry.convention = options.crop ?? geometry.convention
        return geometry
    }

    /// What a reader of results should know: what is assumed, and what nobody understands.
    public var notes: [ModelNote] { classifier.description.notes }

    /// The names of the classes, where the checkpoint states them.
    public var classNames: [String]? {
        namesClasses ? classifier.description.classNames : nil
    }

    /// The number of classes.
    public var classCount: Int { classifier.classCount }

    /// The logits of a batch; see `EvaluatedModel`.
    public func logits(of pixels: [UInt8], from first: Int) throws -> [Float] {
        try classifier.classify(pixels, from: first, threads: options.threads).logits
    }

    /// The logits of a batch, with the features and tokens that `CLIPModelOptions` keeps.
    public func rating(of pixels: [UInt8], from first: Int) throws -> ImageRating {
        let found = try classifier.classify(
            pixels,
            from: first,
            threads: options.threads,
            keepsFeatures: options.keepsFeatures,
            keepsTokens: options.keepsTokens,
            keepsBlockInput: options.keepsBlockInput
        )
        var rating = ImageRating(logits: found.logits)
        rating.features = found.features
        (rating.attended, rating.pooled) = (found.attended, found.pooled)
        rating.blockInput = found.blockInput
        return rating
    }
}
