internal import ArgumentParser
internal import MergeEngine
internal import Recipes

/// The checkpoints to merge, or the recipe that names them.
struct MergeInputOptions: ParsableArguments {
    @OptionGroup private var named: BaseOption

    /// The base, where one is given.
    var base: String? { named.base }

    @Argument(help: "The fine-tuned checkpoints, or one recipe (.yaml, .yml).", completion: .file())
    var models: [String] = []

    @Option(
        help: .value(
            "checkpoint",
            "Repeat the merge that this output of stockpot records; its inputs are looked for "
                + "where they were, relative paths from the working directory, then next to the "
                + "output."
        ),
        completion: .file()
    )
    var from: String?

    @Option(
        name: .customLong("inputs"),
        help: .value(
            "folder",
            "Look for the inputs of a recipe, or of --from, in this folder instead."
        ),
        completion: .directory
    )
    var folder: String?

    @Option(
        help: .value(
            "folder",
            "Where the results of a recipe's earlier documents go, or lie, as NAME.safetensors."
        ),
        completion: .directory
    )
    var stages: String?

    /// The recipe's path, where a recipe is given.
    var recipe: String? { models.first.flatMap { Self.isRecipe($0) ? $0 : nil } }

    func validate() throws {
        guard from == nil || models.isEmpty && base == nil else {
            throw ValidationError("--from takes base and models from the recorded recipe")
        }
        guard from != nil || !models.isEmpty else {
            throw ValidationError("give at least one model")
        }
        for (folder, name) in [(folder, "--inputs"), (stages, "--stages")]
        where folder != nil && from == nil && recipe == nil {
            throw ValidationError("\(name) works with recipes only")
        }
        guard let recipe = models.first(where: Self.isRecipe) else { return }
        guard models.count == 1, base == nil else {
            throw ValidationError("\(recipe) is a recipe and names its own base and models")
        }
    }

    /// Where the inputs of recipes are looked for.
    func search(for recipes: [Recipe]) -> InputSearch {
        folder.map { InputSearch(recipes, in: $0) }
            ?? from.map { InputSearch(recipes, beside: $0) } ?? .none
    }

    private static func isRecipe(_ path: String) -> Bool {
        path.hasSuffix(".yaml") || path.hasSuffix(".yml")
    }
}
