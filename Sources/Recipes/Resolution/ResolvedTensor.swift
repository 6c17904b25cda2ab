/// Where the values of an output tensor's parameters come from.
public struct ResolvedTensor: Sendable {
    /// The tensor's name in the output and, as blocks stay where they are, in every input.
    public let name: String
    /// The relative depth of its block in its slice, from 0 to 1; 0 outside the blocks.
    public let depth: Double
    /// The part of the recipe that holds it.
    public let origin: YAMLNode
    /// The places of values that hold for all inputs.
    public let global: ParameterScopes
    /// The places of each model's values, in the order of the models.
    public let models: [ParameterScopes]
    /// The places of the base's own values.
    public let base: ParameterScopes?
}
