internal import ArgumentParser

/// The checkpoints to merge.
struct InputOptions: ParsableArguments {
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
