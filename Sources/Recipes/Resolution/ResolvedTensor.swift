/// What an output tensor is merged from, and where the values of its parameters come from.
public struct ResolvedTensor: Sendable {
    /// The tensor's name in the output.
    public let name: String
    /// The relative depth of its block in its slice, from 0 to 1; 0 outside the blocks.
    public let depth: Double
    /// The part of the recipe that holds it.
    public let origin: YAMLNode
    /// The places of values that hold for all inputs.
    public let global: ParameterScopes
    /// The models, in the order in which they are merged.
    public internal(set) var models: [ResolvedSource]
    /// The base.
    public let base: ResolvedSource?
    /// Whether it is left out of the merge, and the base's values, or the first model's, stand.
    public internal(set) var isCopied = false

    /// The base and the models.
    var sources: [ResolvedSource] { [base].compactMap(\.self) + models }

    /// Whether every input gives the tensor of its own name.
    func isUniform(_ inputs: RecipeInputs) -> Bool {
        !isCopied && sources.allSatisfy { $0.tensor == name }
            && base?.model.name == inputs.base?.name
            && models.map(\.model.name) == inputs.models.map(\.name)
    }
}
