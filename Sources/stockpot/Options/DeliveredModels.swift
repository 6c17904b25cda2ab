internal import ArgumentParser
internal import Checkpoints
internal import ModelChoice
internal import TextFormats

/// Options that say in which form chosen models are told, and where they go.
protocol DeliveredModels {
    var json: Bool { get }
    var tables: TableArguments { get }
    var list: Bool { get }
    /// The most models of a group.
    var count: Int? { get }
    var recipe: String? { get }
    var base: String? { get }
    var force: Bool { get }
}

extension DeliveredModels {
    /// Refuses what contradicts itself.
    func validateDelivery() throws {
        guard count ?? 1 > 0 else { throw ValidationError("--count: at least 1") }
        guard !json || !list else { throw ValidationError("--json and --list: take one of them") }
    }

    /// Prints a result in the form that was asked for, and writes the recipe.
    ///
    /// - Parameters:
    ///   - result: The result for programs.
    ///   - text: The result for people.
    ///   - groups: The chosen models, best first; a recipe has a document for each group.
    /// - Throws: `FileError` when the recipe cannot be written; `StandardOutputError`.
    func deliver(
        _ result: some Encodable,
        text: Page,
        groups: [[String]]
    ) throws {
        let groups = groups.map { Array($0.prefix(count ?? $0.count)) }
        let file = try recipe.map {
            try TextFile($0, OutputPolicy(replaces: force), keeping: groups.flatMap(\.self))
        }
        let document = MergeRecipeText(groups: groups, base: base).text
        guard file == nil || !document.isEmpty else {
            throw ModelChoiceError.request("--recipe: fewer than two models are left to merge")
        }
        if list {
            try StandardOutput.print(PrintableText(lines: groups.flatMap(\.self)))
        } else if json {
            try StandardOutput.print(JSONText.text(result))
        } else {
            try tables.print(text)
        }
        try file?.write(document)
    }
}
