public import Checkpoints

/// The sizes of a CLIP's vision transformer.
public struct VisionArchitecture: Sendable, Hashable {
    /// The width of the tokens.
    public let width: Int
    /// The number of transformer blocks.
    public let blockCount: Int
    /// The number of attention heads in each block.
    public let headCount: Int
    /// The width of the layer between the two matrices of a block's MLP.
    public let hiddenWidth: Int
    /// The side of a square patch, in pixels.
    public let patchSize: Int
    /// The side of the square image, in pixels.
    public internal(set) var imageSize: Int
    /// The number of features that the tower gives for an image.
    public let outputWidth: Int
    /// The number of classes of the classification head, or nil where there is none.
    public let classCount: Int?
    /// The activation function that the configuration names; tensors do not tell it.
    public let activation: ActivationFunction?
    /// What every LayerNorm adds to the variance: `norm_kwargs.eps` in open_clip, `layer_norm_eps`
    /// in transformers.
    public internal(set) var layerNormEpsilon = Self.usualEpsilon
    /// Whether every block multiplies what it adds to the tokens, element by element, by
    /// `ls_1.gamma` after attention and `ls_2.gamma` after the MLP (open_clip's LayerScale).
    public internal(set) var hasLayerScale = false
    /// How the tokens behind the last block become one vector.
    public internal(set) var pooling = Pooling.classToken
    /// Where the LayerNorm behind the last block is applied.
    public internal(set) var finalNorm = FinalNorm.beforePooling
    /// Whether `visual.proj` maps the pooled vector to the features; without it they are the same,
    /// and `outputWidth` is `width`.
    public internal(set) var hasProjection = true
    /// What the classification head takes, where there is one.
    public internal(set) var headInput = HeadInput.normalisedFeatures

    /// What LayerNorm adds to the variance unless a configuration says otherwise.
    public static let usualEpsilon = 1e-5

    /// The number of patches along a side of the image.
    public var gridSize: Int { imageSize / patchSize }
    /// The number of tokens: the patches and the class token.
    public var tokenCount: Int { gridSize * gridSize + 1 }
    /// The width of an attention head.
    public var headWidth: Int { width / headCount }
}

extension VisionArchitecture {
    /// Derives the sizes from a checkpoint's names and shapes, in either dialect, and from the
    /// configuration next to it.
    ///
    /// Shapes decide all sizes but one: the number of heads is what the configuration says, else
    /// what the metadata say, else `width / 64` where this is a whole number.
    ///
    /// - Parameters:
    ///   - checkpoint: Any checkpoint with a vision tower.
    ///   - headCount: The number of heads, where the user knows better.
    ///   - limits: What the configuration may make the reader allocate.
    /// - Throws: `CheckpointError` with the code `malformed` naming the tensor that is missing or
    ///   has another shape than the others demand, or the configuration that contradicts them, or
    ///   when nothing tells the number of heads; `unsupported` when there is no vision transformer.
    /// - Complexity: O(total length of the names); reads no data.
    public init(
        of checkpoint: Checkpoint,
        headCount: Int? = nil,
        limits: CheckpointLimits = .standard
    ) throws(CheckpointError) {
        try self.init(
            DialectTranslation(ofModel: checkpoint),
            configuredBy: checkpoint,
            headCount: headCount,
            limits: limits
        )
    }

    /// Derives the sizes from names and shapes, and from the configuration next to a checkpoint.
    ///
    /// - Parameters:
    ///   - translation: The tensors under OpenAI's names: those of the checkpoint, or others that
    ///     came from it.
    ///   - checkpoint: The checkpoint with the configuration; nil where there is none.
    ///   - headCount: The number of heads, where the user knows better.
    ///   - limits: What the configuration may make the reader allocate.
    /// - Throws: `CheckpointError` with the code `malformed` naming the tensor that is missing or
    ///   has another shape than the others demand, or the configuration that contradicts them, or
    ///   for a width of which heads are no part.
    /// - Precondition: The names are OpenAI's, without prefixes.
    public init(
        _ translation: DialectTranslation,
        configuredBy checkpoint: Checkpoint? = nil,
        headCount: Int? = nil,
        limits: CheckpointLimits = .standard
    ) throws(CheckpointError) {
        precondition(translation.target == TensorNaming(dialect: .openAI), "OpenAI's plain names")
        var known = KnownConfiguration(path: translation.path)
        if let checkpoint { known = try KnownConfiguration(of: checkpoint, limits: limits) }
        try self.init(translation, known, headCount: headCount)
    }

    init(
        _ translation: DialectTranslation,
        _ known: KnownConfiguration,
        headCount: Int?
    ) throws(CheckpointError) {
        var configuration = known.configuration
        if let headCount { configuration.headCount = headCount }
        self = try VisionShapes(translation).architecture(
            configuration,
            from: known.path,
            headsFrom: headCount == nil ? known.headsPath : translation.path
        )
    }

    /// The same tower for images of another size, whose positional embedding is interpolated.
    ///
    /// - Parameter side: The side of the images, in pixels.
    /// - Returns: nil where patches do not fill the images.
    package func resized(to side: Int) -> VisionArchitecture? {
        guard side > 0, side.isMultiple(of: patchSize) else { return nil }
        var other = self
        other.imageSize = side
        return other
    }
}
