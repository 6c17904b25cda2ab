internal import Checkpoints
internal import TextFormats

/// A part of the output with slices of its own.
public struct RecipeModule: Sendable, Equatable {
    /// The parts that a recipe may name.
    public enum Name: String, Sendable, CaseIterable {
        /// The image tower.
        case vision
        /// The text tower, and what belongs to neither tower.
        case text
        /// The classification head.
        case head
    }

    /// The part; nil for the whole checkpoint.
    public let name: Name?
    /// Its slices, in the order of the blocks.
    public let slices: [RecipeSlice]
    /// The module's own parameters.
    public let parameters: ParameterSettings

    /// The whole checkpoint, from a recipe's own `models` or `slices`.
    init(recipe node: YAMLNode) throws(RecipeError) {
        name = nil
        slices = try Self.slices(of: node)
        parameters = .none
    }

    /// An entry of `modules`.
    init(_ entry: YAMLEntry) throws(RecipeError) {
        guard let name = Name(rawValue: entry.key) else {
            throw entry.error(
                "there is no module \(PrintableText.quoted(entry.key)); modules are "
                    + Name.allCases.map(\.rawValue).joined(separator: ", ")
            )
        }
        _ = try entry.value.entries("a module", known: ["models", "slices", "parameters"])
        self.name = name
        slices = try Self.slices(of: entry.value)
        parameters = try ParameterSettings(entry.value["parameters"])
    }

    private static func slices(of node: YAMLNode) throws(RecipeError) -> [RecipeSlice] {
        switch (node["models"], node["slices"]) {
        case (let models?, nil): return [try RecipeSlice(models: models)]
        case (nil, let list?):
            return try RecipeErrors.map(
                RecipeSlice.items(of: list, "slices"),
                RecipeSlice.init(slice:)
            )
        default: throw node.error("exactly one of 'models' and 'slices' must be given")
        }
    }
}
