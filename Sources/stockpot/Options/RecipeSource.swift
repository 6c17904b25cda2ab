internal import Checkpoints
internal import FoundationEssentials
internal import Recipes

/// Where a recipe comes from, and where its inputs are looked for.
struct RecipeSource {
    let file: RecipeFile
    private let folder: URL?

    /// A file of recipes; inputs count from the working directory.
    init(file path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw MissingRecipeError(path: path)
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw RecipeError(path: path, line: nil, "is not UTF-8 text")
        }
        file = try RecipeFile(text, path: path)
        folder = nil
    }

    /// What an output of an earlier merge records; inputs are in the working directory or beside it.
    init(recordedIn path: String) throws {
        guard let text = try Checkpoint.open(path).metadata["stockpot.recipe"] else {
            throw RecipeError(path: path, line: nil, "records no recipe of stockpot")
        }
        file = try RecipeFile(text, path: path + ", its recipe")
        folder = URL(filePath: path).deletingLastPathComponent()
    }

    /// The path of an input.
    func locate(_ name: String) -> String {
        guard let folder else { return name }
        let beside = folder.appending(path: name).path
        let manager = FileManager.default
        return manager.fileExists(atPath: name) || !manager.fileExists(atPath: beside)
            ? name : beside
    }
}

/// A recipe that is not there.
struct MissingRecipeError: Error, CustomStringConvertible {
    let path: String

    var description: String { "\(path): there is no such recipe, or it cannot be read" }
}
