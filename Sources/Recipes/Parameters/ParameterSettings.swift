/// The parameters that a recipe gives in one place.
public struct ParameterSettings: Sendable, Equatable {
    /// The parameters in the order of the file.
    public let settings: [ParameterSetting]

    /// No parameters.
    public static let none = ParameterSettings(settings: [])

    private init(settings: [ParameterSetting]) { self.settings = settings }

    init(_ node: YAMLNode?) throws(RecipeError) {
        guard let node, !node.isNull else {
            self = .none
            return
        }
        guard let entries = node.entries else {
            throw node.error("'parameters' must be a mapping, not \(node.kind)")
        }
        settings = try RecipeErrors.map(entries, ParameterSetting.init)
    }

    subscript(name: String) -> ParameterSetting? { settings.first { $0.name == name } }
}
