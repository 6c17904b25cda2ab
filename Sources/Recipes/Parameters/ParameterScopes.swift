/// The places that may give a parameter's value for a tensor, the nearest first.
///
/// mergekit's order: a source or model before its slice, before the module, before the recipe.
public struct ParameterScopes: Sendable {
    private let places: [ParameterSettings]

    /// Creates scopes.
    ///
    /// - Parameter places: The nearest first.
    public init(_ places: [ParameterSettings]) { self.places = places }

    /// The value of a parameter.
    ///
    /// - Parameters:
    ///   - name: The parameter.
    ///   - tensor: The name that filters look at.
    ///   - depth: The tensor's relative depth, from 0 to 1.
    ///   - isNumeric: Whether the parameter takes numbers.
    /// - Returns: The nearest place's value; nil where no place has one for this tensor.
    /// - Throws: `RecipeError` with the line of a value that is not a number.
    public func value(
        of name: String,
        for tensor: String,
        at depth: Double,
        isNumeric: Bool
    ) throws(RecipeError) -> ResolvedValue? {
        for place in places {
            let value = try place[name]?.value(for: tensor, at: depth, isNumeric: isNumeric)
            if let value { return value }
        }
        return nil
    }
}
