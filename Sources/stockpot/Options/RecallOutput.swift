internal import ArgumentParser

/// What becomes of models that a zoo recalls.
struct RecallOutput: ParsableArguments, DeliveredModels {
    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var tables: TableArguments

    @Flag(help: "Print the models' paths only, best first, one to a line.")
    var list = false

    @Option(help: ArgumentHelp("Take the best n of the models. (default: 15)", valueName: "n"))
    var count: Int?

    @Option(
        help: ArgumentHelp("Write a recipe that merges the models.", valueName: "file.yaml"),
        completion: .file()
    )
    var recipe: String?

    @Option(
        help: ArgumentHelp(
            "The base of the recipe, which is then model_stock. links compares task vectors about it where a "
                + "model has no results, in place of signatures.",
            valueName: "base"
        ),
        completion: .file()
    )
    var base: String?

    @Flag(help: "Replace existing files.")
    var force = false

    func validate() throws { try validateDelivery() }
}
