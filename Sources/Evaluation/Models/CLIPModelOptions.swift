public import CLIPModels
public import Checkpoints

/// How a checkpoint is run as an image classifier.
public struct CLIPModelOptions: Sendable {
    /// The number of threads that run the model.
    public var threads: Int
    /// The nonlinearity of the MLPs; nil for what the configuration or the metadata state.
    public var activation: ActivationFunction?
    /// The number of attention heads; nil for what the configuration or the metadata state.
    public var headCount: Int?
    /// The side of the images, to which the positional embedding is interpolated; nil for the model's.
    public var imageSize: Int?
    /// A head instead of the model's own: a matrix [classes, features], alone or with its biases.
    public var head: CheckpointInput?
    /// Whether a model without a head is refused; otherwise it has no classes.
    public var requiresHead = true
    /// Whose rules crop images, where the caller knows better than the model's files.
    public var crop: PreprocessingConvention?
    /// Whether ratings hold the features before the head.
    public var keepsFeatures = false
    /// Whether ratings hold the class tokens of the last block.
    public var keepsTokens = false
    /// Whether ratings hold all tokens that go into the last block's attention.
    public var keepsBlockInput = false

    /// Creates options that take all from the checkpoint.
    ///
    /// - Precondition: `threads` is positive.
    public init(threads: Int) {
        precondition(threads > 0, "a model runs on at least one thread")
        self.threads = threads
    }
}
