import MergeEngine
import Recipes

/// The text of a recipe, up to its methods and their parameters; several errors are told in as many
/// lines, each of which must be one.
func examine(_ input: [UInt8]) throws {
    do throws(RecipeError) {
        let file = try RecipeFile(String(decoding: input, as: UTF8.self), path: "x.yaml")
        require(!file.recipes.isEmpty, "a file of no recipes")
    } catch { error.all.forEach(requireOneLine) }
}
