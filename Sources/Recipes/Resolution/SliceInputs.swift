/// The inputs of a slice: its base, and the sources that are merged.
struct SliceInputs {
    /// The base, as a source; where the slice does not list it, it gives the blocks of the first one.
    let base: RecipeSource?
    /// The sources, but for the base.
    let models: [RecipeSource]

    init(_ slice: RecipeSlice, in recipe: Recipe) {
        guard let reference = slice.base ?? recipe.base else {
            (base, models) = (nil, slice.sources)
            return
        }
        let place = slice.sources.firstIndex { $0.model.name == reference.name }
        var models = slice.sources
        let listed = place.map { models.remove(at: $0) }
        base = listed ?? RecipeSource(base: reference, layers: slice.sources[0].layers)
        // A base that `models` lists twice is merged with nothing but itself.
        self.models =
            slice.layerCount == nil
            ? models.filter { $0.model.name != reference.name } : models
    }

    /// The base and the models.
    var all: [RecipeSource] { [base].compactMap(\.self) + models }
}
