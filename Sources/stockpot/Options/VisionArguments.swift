public import ArgumentParser
public import CLIPModels
internal import Checkpoints
internal import Evaluation
internal import TextFormats

extension ActivationFunction: ExpressibleByArgument {}
extension PreprocessingConvention: ExpressibleByArgument {}

/// How vision towers are run.
struct TowerArguments: ParsableArguments {
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

    /// How towers are run that get a head for each task.
    ///
    /// - Parameter threads: The number of threads that run a model.
    /// - Returns: The options, which take from the checkpoint what no option states.
    func options(threads: Int) -> CLIPModelOptions {
        var options = CLIPModelOptions(threads: threads)
        options.activation = activation
        options.headCount = heads
        options.imageSize = imageSize
        options.crop = crop
        options.requiresHead = false
        return options
    }
}

/// How models are run as image classifiers.
struct VisionArguments: ParsableArguments {
    @OptionGroup var tower: TowerArguments

    @Option(
        help: .value(
            "file",
            "A head for all models instead of their own: a matrix [classes, features], alone as "
                + "zero-shot heads are, or with its biases, named weight and bias. It is read with "
                + "the same options as models. evaluate takes NAME=FILE too, one for each data set."
        ),
        completion: .file()
    )
    var head: [String] = []

    /// How models are run.
    ///
    /// - Parameters:
    ///   - threads: The number of threads that run a model.
    ///   - pyTorch: How the file of a head is read, as those of the models are.
    /// - Returns: The options, which take from the checkpoint what no option states.
    /// - Throws: `ValidationError` for several heads.
    func options(threads: Int, pyTorch: PyTorchOptions) throws -> CLIPModelOptions {
        guard head.count < 2 else {
            throw ValidationError("--head: takes one file; evaluate takes one for each data set")
        }
        var options = tower.options(threads: threads)
        options.requiresHead = true
        options.head = head.first.map {
            CheckpointInput($0, reading: ReadingOptions(pyTorch: pyTorch))
        }
        return options
    }

    /// How models are run whose features are looked at: they may have no head.
    func scoring(threads: Int, pyTorch: PyTorchOptions) throws -> CLIPModelOptions {
        var options = try options(threads: threads, pyTorch: pyTorch)
        options.requiresHead = false
        (options.keepsFeatures, options.keepsTokens) = (true, true)
        return options
    }

    /// The heads of data sets, where `--head NAME=FILE` gives each one of its own.
    ///
    /// - Parameter names: The data sets. One file whose name does not begin with one of them and `=` is a
    ///   head for all.
    /// - Returns: The heads; none where one serves all.
    /// - Throws: `ValidationError` for a name that is none of theirs, or occurs twice.
    func taskHeads(_ names: [String]) throws -> [NamedPath] {
        let named = head.map { NamedPath(argument: $0) }
        let known = named.map { entry in
            entry.map { names.containsExactly($0.name) } ?? false
        }
        if head.count == 1, !known[0] { return [] }
        for (place, text) in head.enumerated() where !known[place] {
            throw ValidationError("--head \(text): give NAME=FILE with the name of a data set")
        }
        let heads = named.compactMap(\.self)
        try NamedPath.requireDistinct(heads, "--head")
        return heads
    }
}
