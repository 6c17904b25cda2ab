internal import Checkpoints
internal import TextFormats

/// The inputs of a recipe: its base, and the models in their order.
struct RecipeInputs {
    /// The base of the recipe, or of its first slice.
    let base: ModelReference?
    /// All other inputs: of one slice as it lists them, of several each once.
    let models: [ModelReference]
    /// The numbers of models that its slices merge.
    let modelCounts: Set<Int>

    /// Collects the inputs.
    init(_ recipe: Recipe) {
        let inputs = recipe.slices.map { SliceInputs($0, in: recipe) }
        let base = inputs.first?.base?.model
        let all = inputs.flatMap { $0.models + [$0.base].compactMap(\.self) }.map(\.model)
        var seen = Set([base].compactMap(\.self).map { UTF8Key($0.name) })
        models =
            inputs.count == 1
            ? inputs[0].models.map(\.model) : all.filter { seen.insert(UTF8Key($0.name)).inserted }
        self.base = base
        modelCounts = Set(inputs.map(\.models.count))
    }
}

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
        let place = slice.sources.firstIndex { $0.model == reference }
        var models = slice.sources
        let listed = place.map { models.remove(at: $0) }
        base = listed ?? RecipeSource(reference, layers: slice.sources.first?.layers)
        // A base that `models` lists twice is merged with nothing but itself.
        self.models =
            slice.layerCount == nil ? models.filter { $0.model != reference } : models
    }

    /// The base and the models.
    var all: [RecipeSource] { [base].compactMap(\.self) + models }
}
