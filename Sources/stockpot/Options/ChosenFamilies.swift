internal import ArgumentParser

/// What becomes of models that a command has put into families.
struct ChosenFamilies: ParsableArguments, DeliveredModels {
    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var tables: TableArguments

    @Flag(help: "Print the models' paths only, family by family, one to a line.")
    var list = false

    @Option(help: .value("n", "Take at most n models of each family."))
    var count: Int?

    @Option(
        help: .value(
            "file.yaml",
            "Write a recipe with a document for each family of two models or more."
        ),
        completion: .file()
    )
    var recipe: String?

    @Option(
        help: .value(
            "base",
            "The base of task vectors, and of the recipe, which is then model_stock; without one "
                + "weights are compared, and the recipe is linear."
        ),
        completion: .file()
    )
    var base: String?

    @Flag(help: "Replace existing files.")
    var force = false

    func validate() throws { try validateDelivery() }
}
