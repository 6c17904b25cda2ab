internal import ArgumentParser

/// The base of a merge.
struct BaseOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The checkpoint from which all models were fine-tuned.",
            discussion: """
                A .safetensors file, a PyTorch file (.pt, .pth, .bin), a *.index.json, or a folder \
                in the Hugging Face or open_clip layout; so are the models. 'stockpot methods' \
                says which methods do without a base.
                """
        ),
        completion: .file()
    )
    var base: String?
}

/// The checkpoints to merge.
struct InputOptions: ParsableArguments {
    @OptionGroup private var named: BaseOption

    /// The base, where one is given.
    var base: String? { named.base }

    @Argument(help: "The fine-tuned checkpoints.", completion: .file())
    var models: [String] = []
}

extension InputOptions {
    /// The base, for what cannot do without one.
    func requiredBase() throws -> String {
        guard let base else { throw ValidationError("Missing expected argument '--base <base>'") }
        return base
    }
}
