/// What a recipe says about one parameter in one place: a value, or values for some tensors.
public struct ParameterSetting: Sendable, Equatable {
    /// A value for the tensors whose names contain a text.
    struct Case: Sendable, Equatable {
        /// nil for all tensors.
        let filter: String?
        let form: ParameterForm
    }

    /// The parameter's name.
    public let name: String
    /// The line on which it stands.
    public let line: Int
    let cases: [Case]

    init(_ entry: YAMLEntry) throws(RecipeError) {
        name = entry.key
        line = entry.line
        switch entry.value.content {
        case .mapping: cases = [try Self.conditional(entry.value)]
        case .sequence(let items) where items.contains { $0.entries != nil }:
            cases = try items.map { item throws(RecipeError) in try Self.conditional(item) }
        case .sequence, .scalar:
            cases = [Case(filter: nil, form: try ParameterForm(entry.value))]
        }
    }

    /// The value for a tensor: the first case that matches its name decides; nil where none does,
    /// or where the value is an empty list.
    func value(
        for tensor: String,
        at depth: Double,
        isNumeric: Bool
    ) throws(RecipeError) -> ResolvedValue? {
        let found = cases.first { $0.filter == nil || tensor.contains($0.filter ?? "") }
        return try found?.form.value(at: depth, isNumeric: isNumeric)
    }

    private static func conditional(_ node: YAMLNode) throws(RecipeError) -> Case {
        let entries = try node.entries("a conditional value", known: ["value", "filter"])
        guard let value = entries.first(where: { $0.key == "value" }) else {
            throw node.error("a conditional value needs the key 'value'")
        }
        let filter = try entries.first { $0.key == "filter" }.flatMap {
            entry throws(RecipeError) in try Self.filter(entry.value)
        }
        return Case(filter: filter == "*" ? nil : filter, form: try ParameterForm(value.value))
    }

    private static func filter(_ node: YAMLNode) throws(RecipeError) -> String? {
        if node.isNull { return nil }
        guard let text = node.text else {
            throw node.error("'filter' takes a part of a tensor's name, not \(node.kind)")
        }
        return text
    }
}
