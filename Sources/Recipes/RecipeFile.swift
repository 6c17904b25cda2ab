internal import Checkpoints
public import MergeEngine
internal import TextFormats

/// The recipes of a file, which may use each other's results by name.
public struct RecipeFile: Sendable {
    /// The recipes, each after those whose results it uses.
    public let recipes: [Recipe]
    /// The file that was read, for messages.
    public let path: String

    /// Reads the recipes of a text, and checks all that is known before inputs are opened: what is
    /// wrong with the last one is to be known before the first one is merged.
    ///
    /// Documents carry a `name`, but for the last one that is merged, which may lack it; a later
    /// document uses an earlier one's result by that name in place of a path.
    ///
    /// - Parameters:
    ///   - text: The whole file.
    ///   - path: The file, for messages.
    /// - Throws: `RecipeError` with the line.
    public init(_ text: String, path: String) throws(RecipeError) {
        let documents = try YAMLReader.documents(of: text, path: path)
        guard !documents.isEmpty else {
            throw RecipeError(path: path, line: nil, "holds no recipe")
        }
        recipes = try RecipeErrors.map(documents, Recipe.init)
        self.path = path
        try checkNames()
    }

    /// Reads the recipes that an output records.
    ///
    /// - Throws: `CheckpointError` where it cannot be opened, `RecipeError` where it records none.
    public init(recordedIn output: String) throws {
        guard let text = try CheckpointInput.plain(output).open().metadata["stockpot.recipe"] else {
            throw RecipeError(path: output, line: nil, "records no recipe of stockpot")
        }
        try self.init(text, path: output + ", its recipe")
    }

    /// The recipe whose result is the output: the last one.
    public var final: Recipe { recipes[recipes.count - 1] }

    private func checkNames() throws(RecipeError) {
        let all = Set(recipes.compactMap(\.name).map(UTF8Key.init))
        var earlier: Set<UTF8Key> = []
        for (position, recipe) in recipes.enumerated() {
            for model in recipe.models where all.contains(UTF8Key(model.name)) {
                guard earlier.contains(UTF8Key(model.name)) else {
                    throw model.place.error(
                        "\(PrintableText.quoted(model.name)) is the result of a later document; "
                            + "put that one first"
                    )
                }
            }
            guard let name = recipe.name else {
                if position == recipes.count - 1 { continue }
                throw recipe.place.error("every recipe but the last one needs a 'name'")
            }
            // Results are files of these names, and a recorded recipe may come from anywhere.
            guard !name.isEmpty, !name.hasPrefix("."), !name.utf8.contains(UInt8(ascii: "/")) else {
                throw recipe.place.error(
                    "the name \(PrintableText.quoted(name)) is that of a file: without '/', and not "
                        + "beginning with '.'"
                )
            }
            guard earlier.insert(UTF8Key(name)).inserted else {
                throw recipe.place.error("the name \(PrintableText.quoted(name)) is given twice")
            }
        }
    }
}
