internal import ArgumentParser
internal import Recipes

/// How a recipe is taken, where a recipe is given.
struct RecipeOptions: ParsableArguments {
    /// What becomes of a tensor that some inputs lack.
    enum Absence: String, EnumerableFlag {
        case union, intersection

        static func help(for value: Absence) -> ArgumentHelp? {
            switch value {
            case .union: "Merge a tensor that some models lack from those that hold it."
            case .intersection: "Leave out the tensors that some inputs lack."
            }
        }
    }

    @Option(
        help: ArgumentHelp(
            "Where the results of a recipe's earlier documents go, as NAME.safetensors.",
            valueName: "folder"
        ),
        completion: .directory
    )
    var stages: String?

    @Flag(
        help: """
            Take a recipe's gradients at their first value in every block, as mergekit-pytorch does.
            """
    )
    var flat = false

    @Flag(exclusivity: .exclusive)
    var absence: Absence?

    /// The option that changes a recipe, where one is given.
    var changing: String? { flat ? "--flat" : absence.map { "--" + $0.rawValue } }

    /// A recipe with what the options ask for in its own `stockpot:`.
    func applied(to recipe: Recipe) throws -> Recipe {
        var recipe = recipe
        if flat { recipe = try recipe.setting(options: ["flat": "true"]) }
        if let absence { recipe = try recipe.setting(options: ["tensors": absence.rawValue]) }
        return recipe
    }
}
