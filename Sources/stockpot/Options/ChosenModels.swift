internal import ArgumentParser
internal import ModelChoice
internal import TextFormats

/// What becomes of the models that a command has chosen.
struct ChosenModels: ParsableArguments {
    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Print the chosen models' paths only, best first, one to a line.")
    var list = false

    @Option(help: ArgumentHelp("Take at most n of the chosen models.", valueName: "n"))
    var count: Int?

    @Option(
        help: ArgumentHelp("Write a recipe that merges the chosen models.", valueName: "file.yaml"),
        completion: .file()
    )
    var recipe: String?

    @Option(
        help: ArgumentHelp(
            "The base of the recipe, which is then model_stock; without one it is linear.",
            valueName: "base"
        ),
        completion: .file()
    )
    var base: String?

    @Flag(help: "Replace existing files.")
    var force = false

    func validate() throws {
        guard count ?? 1 > 0 else { throw ValidationError("--count: at least 1") }
        guard !json || !list else { throw ValidationError("--json and --list: take one of them") }
        guard base == nil || recipe != nil else { throw ValidationError("--base: needs --recipe") }
    }

    /// Prints a result in the form that was asked for, and writes the recipe.
    ///
    /// - Parameters:
    ///   - result: The result for programs.
    ///   - text: The result for people.
    ///   - groups: The chosen models, best first; a recipe has a document for each group.
    /// - Throws: `TextFileError` when the recipe cannot be written; `StandardOutputError`.
    func deliver(
        _ result: some Encodable,
        text: PrintableText,
        groups: [[String]]
    ) throws {
        let groups = groups.map { Array($0.prefix(count ?? $0.count)) }
        let file = try recipe.map {
            try TextFile($0, replacing: force, keeping: groups.flatMap(\.self))
        }
        let document = MergeRecipeText(groups: groups, base: base).text
        guard file == nil || !document.isEmpty else {
            throw ModelChoiceError.request("--recipe: fewer than two models are left to merge")
        }
        if list {
            try StandardOutput.print(PrintableText(lines: groups.flatMap(\.self)))
        } else if json {
            try StandardOutput.print(JSONText.line(result))
        } else {
            try StandardOutput.print(text)
        }
        try file?.write(document)
    }
}
