public import Checkpoints
public import MergeEngine

extension Recipe {
    /// Checks the name of a method, whatever is wrong with the rest of its recipe.
    ///
    /// - Throws: `RecipeError` with the line of an unknown name.
    public static func checkName(of method: YAMLNode) throws(RecipeError) {
        _ = try RecipeMethod.description(method)
    }

    /// Checks the method, and the name of every parameter; reads no input.
    ///
    /// - Throws: `RecipeError` with the line of everything that does not fit.
    public func checkMethod() throws(RecipeError) { _ = try RecipeMethod(self) }
}

extension MergeRequest {
    /// The request that a recipe amounts to.
    ///
    /// - Parameters:
    ///   - recipe: The recipe.
    ///   - pyTorch: How PyTorch files among the inputs are read.
    ///   - locate: The path behind a name in the recipe.
    /// - Throws: `RecipeError` and `CheckpointError`, as `ResolvedRecipe` does.
    /// - Complexity: O(number of tensors x number of inputs).
    public init(
        _ recipe: Recipe,
        pyTorch: PyTorchOptions = PyTorchOptions(),
        locate: (String) -> String = { $0 }
    ) throws {
        self = try ResolvedRecipe(recipe, pyTorch: pyTorch, locate: locate).request
    }
}
