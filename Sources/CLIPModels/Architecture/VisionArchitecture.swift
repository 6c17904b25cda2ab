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
    public let imageSize: Int
    /// The number of features that the tower gives for an image.
    public let outputWidth: Int
    /// The number of classes of the classification head, or nil where there is none.
    public let classCount: Int?
    /// The activation function that the configuration names; tensors do not tell it.
    public let activation: ActivationFunction?

    /// The number of patches along a side of the image.
    public var gridSize: Int { imageSize / patchSize }
    /// The number of tokens: the patches and the class token.
    public var tokenCount: Int { gridSize * gridSize + 1 }
    /// The width of an attention head.
    public var headWidth: Int { width / headCount }
}

extension VisionArchitecture {
    /// Derives the sizes from a checkpoint's names and shapes, in either dialect, and from the
    /// configuration beside it.
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
        try checkpoint.requireModel()
        let translation = try DialectTranslation(
            of: checkpoint.tensors,
            in: checkpoint.path,
            to: TensorNaming(dialect: .openAI)
        )
        var known = try VisionConfiguration.known(of: checkpoint, limits: limits)
        if let headCount { known.configuration.headCount = headCount }
        self = try VisionShapes(translation).architecture(
            known.configuration,
            from: known.path,
            headsFrom: headCount == nil ? known.heads : checkpoint.path
        )
    }

    /// Derives the sizes from names and shapes alone.
    ///
    /// - Parameters:
    ///   - translation: The tensors under OpenAI's names.
    ///   - headCount: The number of heads; nil for heads of width 64.
    /// - Throws: `CheckpointError` with the code `malformed` naming the tensor that is missing or
    ///   has another shape than the others demand, or for a width of which heads are no part.
    /// - Precondition: The names are OpenAI's, without prefixes.
    public init(
        _ translation: DialectTranslation,
        headCount: Int? = nil
    ) throws(CheckpointError) {
        precondition(translation.target == TensorNaming(dialect: .openAI), "OpenAI's plain names")
        var configuration = VisionConfiguration()
        configuration.headCount = headCount
        let path = translation.path
        self = try VisionShapes(translation).architecture(
            configuration,
            from: path,
            headsFrom: path
        )
    }
}
