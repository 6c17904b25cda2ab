public import ArgumentParser
public import CLIPModels
internal import CLIPVision
internal import Checkpoints

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
        help: ArgumentHelp(
            "The number of attention heads. (default: as the configuration or the metadata say, or "
                + "width / 64)",
            valueName: "n"
        )
    )
    var heads: Int?

    @Option(
        help: ArgumentHelp(
            "The side of the images. Where it is not the model's, the positional embedding is "
                + "interpolated as open_clip does it. (default: the model's)",
            valueName: "pixels"
        )
    )
    var imageSize: Int?

    @Option(
        help: ArgumentHelp(
            "A head for all models instead of their own: a matrix [classes, features], alone as "
                + "zero-shot heads are, or with its biases, named weight and bias.",
            valueName: "file"
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

    /// Loads a model.
    func model(
        _ checkpoint: Checkpoint,
        threads: Int,
        requiresHead: Bool = true
    ) throws -> CLIPModel {
        try model(
            checkpoint,
            configuredBy: checkpoint,
            threads: threads,
            requiresHead: requiresHead
        )
    }

    /// Loads a model from wherever its weights are, with the configuration beside a checkpoint.
    func model(
        _ source: any WeightSource,
        configuredBy checkpoint: Checkpoint,
        threads: Int,
        requiresHead: Bool = true
    ) throws -> CLIPModel {
        try Self.require(heads, of: checkpoint)
        let classifier = try ImageClassifier(
            source,
            configuredBy: checkpoint,
            head: head.map { try CheckpointInput.plain($0).open() },
            requiresHead: requiresHead,
            activation: activation,
            headCount: heads,
            imageSize: imageSize
        )
        return CLIPModel(
            name: source.path,
            classifier: classifier,
            metadata: checkpoint.metadata,
            crop: crop,
            threads: threads
        )
    }

    /// Refuses a number of heads that cannot be: what is wrong with an option is not a file's fault.
    static func require(_ heads: Int?, of checkpoint: Checkpoint) throws {
        guard let heads else { return }
        let width = try VisionArchitecture(of: checkpoint, headCount: 1).width
        guard width.isMultiple(of: heads) else {
            let message = "--heads \(heads): does not divide \(checkpoint.path)'s width of \(width)"
            throw ValidationError(message)
        }
    }
}
