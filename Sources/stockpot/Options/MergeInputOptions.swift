internal import ArgumentParser

/// The checkpoints to merge, or the recipe that names them.
struct MergeInputOptions: ParsableArguments {
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

    @Argument(help: "The fine-tuned checkpoints, or one recipe (.yaml, .yml).", completion: .file())
    var models: [String] = []

    @Option(
        help: ArgumentHelp(
            "Repeat the merge that this output of stockpot records; its inputs are looked for by "
                + "their names in the working directory, then next to the output.",
            valueName: "checkpoint"
        ),
        completion: .file()
    )
    var from: String?

    /// The recipe's path, where a recipe is given.
    var recipe: String? { models.first.flatMap { Self.isRecipe($0) ? $0 : nil } }

    func validate() throws {
        guard from == nil || models.isEmpty && base == nil else {
            throw ValidationError("--from takes base and models from the recorded recipe")
        }
        guard from != nil || !models.isEmpty else { throw ValidationError("no model is given") }
        guard let recipe = models.first(where: Self.isRecipe) else { return }
        guard models.count == 1, base == nil else {
            throw ValidationError("\(recipe) is a recipe and names its own base and models")
        }
    }

    private static func isRecipe(_ path: String) -> Bool {
        path.hasSuffix(".yaml") || path.hasSuffix(".yml")
    }
}
