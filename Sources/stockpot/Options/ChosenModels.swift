internal import ArgumentParser

/// What becomes of the models that a command has chosen.
struct ChosenModels: ParsableArguments, DeliveredModels {
    @Flag(help: "Print one JSON object; for several data sets one each, a line each.")
    var json = false

    @OptionGroup var tables: TableArguments

    @Flag(help: "Print the chosen models' paths only, best first, one to a line.")
    var list = false

    @Option(help: .value("n", "Take the best n of the chosen models, with --list and --recipe."))
    var count: Int?

    @Option(
        help: .value("file.yaml", "Write a recipe that merges the chosen models."),
        completion: .file()
    )
    var recipe: String?

    @Option(
        help: .value(
            "base",
            "The base of the recipe, which is then model_stock; without one it is linear."
        ),
        completion: .file()
    )
    var base: String?

    @Flag(help: "Replace existing files.")
    var force = false

    func validate() throws {
        try validateDelivery()
        guard count == nil || list || recipe != nil else {
            throw ValidationError("--count: needs --list or --recipe")
        }
        guard base == nil || recipe != nil else { throw ValidationError("--base: needs --recipe") }
    }
}
