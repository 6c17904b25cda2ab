public import ArgumentParser
public import CLIPModels
internal import Checkpoints
internal import Evaluation

extension ActivationFunction: ExpressibleByArgument {}
extension PreprocessingConvention: ExpressibleByArgument {}

/// How models are run as image classifiers.
struct VisionArguments: ParsableArguments {
    @Option(
        help: """
            The nonlinearity of the MLPs, which no tensor tells. (default: as the \
            configuration beside the weights or their metadata say, else quickgelu)
            """
    )
    var activation: ActivationFunction?

    @Option(
        help: .value(
            "n",
            "The number of attention heads. (default: as the configuration or the metadata say, or "
                + "width / 64)"
        )
    )
    var heads: Int?

    @Option(
        help: .value(
            "pixels",
            "The side of the images. Where it is not the model's, the positional embedding is "
                + "interpolated as open_clip does it. (default: the model's)"
        )
    )
    var imageSize: Int?

    @Option(
        help: .value(
            "file",
            "A head for all models instead of their own: a matrix [classes, features], alone as "
                + "zero-shot heads are, or with its biases, named weight and bias. It is read with "
                + "the same options as models."
        ),
        completion: .file()
    )
    var head: String?

    @Option(
        help: """
            Whose rules crop images and make them RGB: torchvision as OpenAI and model soups do, or \
            huggingface. (default: huggingface with a preprocessor_config.json, else torchvision)
            """
    )
    var crop: PreprocessingConvention?

    func validate() throws {
        try CountRange.heads.check(heads, "--heads")
        try CountRange.imageSize.check(imageSize, "--image-size")
    }

    /// How models are run.
    ///
    /// - Parameters:
    ///   - threads: The number of threads that run a model.
    ///   - pyTorch: How the file of a head is read, as those of the models are.
    /// - Returns: The options, which take from the checkpoint what no option states.
    func options(threads: Int, pyTorch: PyTorchOptions) -> CLIPModelOptions {
        var options = CLIPModelOptions(threads: threads)
        options.activation = activation
        options.headCount = heads
        options.imageSize = imageSize
        options.head = head.map { CheckpointInput($0, reading: ReadingOptions(pyTorch: pyTorch)) }
        options.crop = crop
        return options
    }

    /// How models are run whose features are looked at: they may have no head.
    func scoring(threads: Int, pyTorch: PyTorchOptions) -> CLIPModelOptions {
        var options = options(threads: threads, pyTorch: pyTorch)
        options.requiresHead = false
        (options.keepsFeatures, options.keepsTokens) = (true, true)
        return options
    }
}
