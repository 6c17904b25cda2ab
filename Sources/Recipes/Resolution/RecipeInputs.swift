/// The inputs of a recipe: its base, and the models in their order.
struct RecipeInputs {
    let base: ModelReference?
    let models: [ModelReference]

    /// Collects the inputs.
    ///
    /// - Throws: `RecipeError` where slices or modules differ in their base or models: the engine
    ///   merges the same inputs everywhere.
    init(_ recipe: Recipe) throws(RecipeError) {
        let slices = recipe.modules.flatMap(\.slices)
        let base = recipe.base ?? slices.lazy.compactMap(\.base).first
        for other in slices.compactMap(\.base) where other.name != base?.name {
            throw other.node.error("one merge has one base, and this slice names another one")
        }
        self.base = base
        models = Self.models(of: slices[0], base)
        for slice in slices.dropFirst() {
            let found = Self.models(of: slice, base)
            guard found.map(\.name) == models.map(\.name) else {
                throw slice.sources[0].model.node.error(
                    "all slices and modules must merge the same models in the same order: "
                        + models.map(\.name).joined(separator: ", ")
                )
            }
        }
    }

    private static func models(of slice: RecipeSlice, _ base: ModelReference?) -> [ModelReference] {
        slice.sources.map(\.model).filter { $0.name != base?.name }
    }
}
