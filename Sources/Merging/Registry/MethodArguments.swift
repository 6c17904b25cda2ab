/// The values of a method's parameters for one output tensor.
///
/// Defaults need not be filled in: `MethodDescription.make` does that.
public struct MethodArguments: Sendable, Hashable {
    /// The values of global parameters.
    public var global: [String: ParameterValue]
    /// The values of each model's parameters, in the order of the models.
    public var perModel: [[String: ParameterValue]]
    /// The values of the base's own parameters.
    public var base: [String: ParameterValue]

    /// Creates arguments.
    public init(
        global: [String: ParameterValue] = [:],
        perModel: [[String: ParameterValue]] = [],
        base: [String: ParameterValue] = [:]
    ) {
        self.global = global
        self.perModel = perModel
        self.base = base
    }

    /// The number of models that are merged, the base not counted.
    public var modelCount: Int { perModel.count }
}
