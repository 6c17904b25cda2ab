/// The inputs of a recipe: its base, and the models in their order.
struct RecipeInputs {
    /// The base of the recipe, or of its first slice.
    let base: ModelReference?
    /// All other inputs, each once.
    let models: [ModelReference]
    /// The numbers of models that its slices merge.
    let modelCounts: Set<Int>

    /// Collects the inputs.
    ///
    /// - Throws: `RecipeError` where one slice has a base and another has none.
    init(_ recipe: Recipe) throws(RecipeError) {
        let slices = recipe.modules.flatMap(\.slices)
        let inputs = slices.map { SliceInputs($0, in: recipe) }
        let base = inputs[0].base?.model
        for (slice, own) in zip(slices, inputs) where (own.base == nil) != (base == nil) {
            throw slice.sources[0].model.node.error(
                "one slice has a base and another has none; give 'base_model' for all"
            )
        }
        var seen: Set<String> = base.map { [$0.name] } ?? []
        models = inputs.flatMap { $0.models + [$0.base].compactMap(\.self) }.map(\.model).filter {
            seen.insert($0.name).inserted
        }
        self.base = base
        modelCounts = Set(inputs.map(\.models.count))
    }
}
