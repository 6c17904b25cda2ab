public import ArgumentParser
public import MergeEngine
internal import Patterns

extension ProjectionGrouping: ExpressibleByArgument {}
extension RecipeOptions.Head: ExpressibleByArgument {}

extension RecipeOptions.Absence: EnumerableFlag {
    /// What becomes of such tensors.
    public static func help(for value: Self) -> ArgumentHelp? {
        switch value {
        case .union: "Merge a tensor that some models lack from those that hold it."
        case .intersection: "Leave out the tensors that some inputs lack."
        }
    }
}

/// How tensors form layers, and which of them are merged; with a recipe in place of what it says itself.
struct LayerOptions: ParsableArguments {
    @Option(help: "How query, key and value projections form layers. (default: asis)")
    var qkv: ProjectionGrouping?

    @Option(
        help: """
            How the classification head is merged; use average when the base's head is missing or \
            was initialised at random, and drop to leave it out, as of models of several tasks. \
            (default: merge)
            """
    )
    var head: RecipeOptions.Head?

    @Option(
        help: .value(
            "regex",
            "Average tensors plainly whose name contains a match; may be repeated."
        ),
        transform: Pattern.init
    )
    var ignore: [Pattern] = []

    @Option(
        help: .value(
            "regex",
            "Merge only tensors whose name contains a match, and keep the base's values of all "
                + "others; may be repeated."
        ),
        transform: Pattern.init
    )
    var include: [Pattern] = []

    @Option(
        help: .value(
            "regex",
            "Keep the base's values of tensors whose name contains a match; may be repeated."
        ),
        transform: Pattern.init
    )
    var exclude: [Pattern] = []

    @Flag(exclusivity: .exclusive)
    var absence: RecipeOptions.Absence?

    @Flag(
        help: """
            Take a recipe's gradients at their first value in every block, as mergekit-pytorch does.
            """
    )
    var flat = false
}

extension LayerOptions {
    /// An option that was chosen.
    var firstChosen: String? {
        [
            (qkv != nil, "--qkv"), (head != nil, "--head"), (!ignore.isEmpty, "--ignore"),
            (!include.isEmpty, "--include"), (!exclude.isEmpty, "--exclude"),
            (absence != nil, absence.map { "--" + $0.rawValue } ?? ""), (flat, "--flat"),
        ].first { $0.0 }?.1
    }

    /// A recipe with what was chosen; what is the same as saying nothing is not said.
    func applied(to recipe: Recipe) -> Recipe {
        var recipe = recipe
        if let qkv { recipe.options.projections = qkv == .asStored ? nil : qkv }
        if let head { recipe.options.head = head == .merge ? nil : head }
        if !ignore.isEmpty { recipe.options.ignored = ignore }
        if !include.isEmpty { recipe.options.included = include }
        if !exclude.isEmpty { recipe.options.excluded = exclude }
        if let absence { recipe.options.absence = absence }
        if flat { recipe.options.isFlat = true }
        return recipe
    }
}
