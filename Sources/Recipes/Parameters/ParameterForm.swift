/// A value as a recipe gives it: one for all tensors, or one that varies with depth.
public enum ParameterForm: Sendable, Equatable {
    /// The same everywhere.
    case constant(YAMLNode)
    /// Values at equal distances from the first block to the last.
    case gradient([YAMLNode])

    init(_ node: YAMLNode) throws(RecipeError) {
        switch node.content {
        case .scalar:
            guard !node.isNull else { throw node.error("a parameter without a value") }
            self = .constant(node)
        case .sequence(let items):
            for item in items where item.text == nil {
                throw item.error("a gradient holds single values, not \(item.kind)")
            }
            self = .gradient(items)
        case .mapping:
            throw node.error("a parameter's value is a single value or a list, not a mapping")
        }
    }

    /// The value at a relative depth; nil for an empty list.
    ///
    /// With `s = t (n - 1)`, `i = floor(s)` and `f = s - i`, a gradient of numbers is
    /// `(1 - f) v[i] + f v[min(i + 1, n - 1)]`; other values are `v[i]`. mergekit does the same.
    ///
    /// - Parameters:
    ///   - depth: From 0 to 1.
    ///   - isNumeric: Whether the parameter takes numbers.
    /// - Returns: The value, as a number where the parameter is numeric.
    /// - Throws: `RecipeError` for what is not a number where one is asked for.
    func value(at depth: Double, isNumeric: Bool) throws(RecipeError) -> ResolvedValue? {
        switch self {
        case .constant(let node):
            return ResolvedValue(number: isNumeric ? try Self.number(node) : nil, node: node)
        case .gradient(let values):
            guard !values.isEmpty else { return nil }
            return try Self.value(of: values, at: depth, isNumeric: isNumeric)
        }
    }

    private static func value(
        of values: [YAMLNode],
        at depth: Double,
        isNumeric: Bool
    ) throws(RecipeError) -> ResolvedValue {
        let place = depth * Double(values.count - 1)
        let lower = min(values.count - 1, max(0, Int(place)))
        let node = values[lower]
        guard isNumeric else { return ResolvedValue(number: nil, node: node) }
        let numbers = try values.map { value throws(RecipeError) in try number(value) }
        let upper = min(values.count - 1, lower + 1)
        let share = place - Double(lower)
        return ResolvedValue(
            number: (1 - share) * numbers[lower] + share * numbers[upper],
            node: node
        )
    }

    private static func number(_ node: YAMLNode) throws(RecipeError) -> Double {
        guard let number = node.number else {
            throw node.error("'\(node.text ?? "")' is not a number")
        }
        return number
    }
}
