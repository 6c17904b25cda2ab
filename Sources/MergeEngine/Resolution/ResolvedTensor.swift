/// What an output tensor is merged from, and where the values of its parameters come from.
struct ResolvedTensor: Sendable {
    /// The tensor's name in the output.
    let name: String
    /// The relative depth of its block in its slice, from 0 to 1; 0 outside the blocks.
    let depth: Double
    /// The part of the recipe that holds it.
    let origin: RecipePlace
    /// The places of values that hold for all inputs.
    let global: ParameterScopes
    /// The models, in the order in which they are merged.
    var models: [ResolvedSource]
    /// The base.
    let base: ResolvedSource?
    /// Whether it is left out of the merge, and the base's values, or the first model's, are kept.
    var isCopied = false

    /// The base and the models.
    var sources: [ResolvedSource] { [base].compactMap(\.self) + models }

    /// Whether every input gives the tensor of its own name.
    func isUniform(_ inputs: RecipeInputs) -> Bool {
        !isCopied && sources.allSatisfy { $0.tensor.utf8.elementsEqual(name.utf8) }
            && base?.model == inputs.base && models.map(\.model) == inputs.models
    }

    /// The base's tensor, or the first model's, as it is.
    var copied: ResolvedTensor {
        var tensor = self
        tensor.models = base == nil ? Array(models.prefix(1)) : []
        tensor.isCopied = true
        return tensor
    }
}

/// A tensor of an input, and where the values of that input's parameters come from.
struct ResolvedSource: Sendable {
    /// The input.
    let model: ModelReference
    /// The tensor's name in it.
    let tensor: String
    /// The places of the input's values.
    let scopes: ParameterScopes
}
