internal import Checkpoints
internal import TextFormats

/// The recipes of a file, which may use each other's results by name.
public struct RecipeFile: Sendable {
    /// The recipes, each after those whose results it uses.
    public let recipes: [Recipe]

    /// Reads the recipes of a text.
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
        try checkNames()
    }

    /// Checks the methods of all recipes, and the names of their parameters: what is wrong with the
    /// last one is to be known before the first one is merged.
    ///
    /// - Throws: `RecipeError` with the line.
    public func checkMethods() throws(RecipeError) {
        _ = try RecipeErrors.map(recipes, RecipeMethod.init)
    }

    /// The file that was read, for messages.
    public var path: String { final.node.path }

    /// The recipe whose result is the output: the last one.
    public var final: Recipe { recipes[recipes.count - 1] }

    private func checkNames() throws(RecipeError) {
        let all = recipes.compactMap(\.name)
        var earlier: Set<String> = []
        for (position, recipe) in recipes.enumerated() {
            for model in recipe.models where all.contains(model.name) {
                guard earlier.contains(model.name) else {
                    throw model.node.error(
                        "\(PrintableText.quoted(model.name)) is the result of a later document; "
                            + "put that one first"
                    )
                }
            }
            guard let name = recipe.name else {
                if position == recipes.count - 1 { continue }
                throw recipe.node.error("every recipe but the last one needs a 'name'")
            }
            // Results are files of these names, and a recorded recipe may come from anywhere.
            guard !name.isEmpty, !name.hasPrefix("."), !name.utf8.contains(UInt8(ascii: "/")) else {
                throw recipe.node.error(
                    "the name \(PrintableText.quoted(name)) is that of a file: without '/', and not "
                        + "beginning with '.'"
                )
            }
            guard earlier.insert(name).inserted else {
                throw recipe.node.error("the name \(PrintableText.quoted(name)) is given twice")
            }
        }
    }
}
