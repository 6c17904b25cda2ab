internal import ArgumentParser

/// The checkpoints to merge.
struct InputOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The checkpoint from which all models were fine-tuned.",
            discussion: """
                A .safetensors file, a PyTorch file (.pt, .pth, .bin), a *.index.json, or a folder \
                in the Hugging Face or open_clip layout; so are the models.
                """
        )
    )
    var base: String

    @Argument(help: "The fine-tuned checkpoints.")
    var models: [String] = []
}
