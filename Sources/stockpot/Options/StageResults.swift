internal import Recipes

/// Where the results of a recipe's earlier documents lie.
struct StageResults {
    private let folder: String
    private let source: RecipeSource
    private let names: Set<String>

    init(folder: String, _ source: RecipeSource) {
        self.folder = folder
        self.source = source
        names = Set(source.file.recipes.compactMap(\.name))
    }

    /// The file of a document's result.
    func path(of name: String) -> String { folder + "/" + name + ".safetensors" }

    /// The path of an input: an earlier result, or a checkpoint.
    func locate(_ name: String) -> String {
        names.contains(name) ? path(of: name) : source.locate(name)
    }
}
