/// Gathers what is wrong in several places, so that all of it is reported together.
public struct RecipeErrors {
    private var found: [RecipeError] = []

    /// Creates an empty collection.
    public init() {}

    /// Adds an error.
    public mutating func note(_ error: RecipeError) { found += error.all }

    /// Calls a function and keeps its error.
    ///
    /// - Parameters:
    ///   - fallback: What stands for a value until `finish` throws.
    ///   - body: Reads one part.
    /// - Returns: The part, or the fallback.
    public mutating func attempt<Value>(
        or fallback: Value,
        _ body: () throws(RecipeError) -> Value
    ) -> Value {
        do throws(RecipeError) { return try body() } catch {
            note(error)
            return fallback
        }
    }

    /// Calls a function that returns nothing and keeps its error.
    public mutating func attempt(_ body: () throws(RecipeError) -> Void) { attempt(or: (), body) }

    /// Ends the collection.
    ///
    /// - Throws: `RecipeError` with all that was found, if anything was.
    public func finish() throws(RecipeError) {
        if let error = RecipeError(found) { throw error }
    }

    /// Reads every item of a list, whatever is wrong with others.
    package static func map<Item, Value>(
        _ items: [Item],
        _ transform: (Item) throws(RecipeError) -> Value
    ) throws(RecipeError) -> [Value] {
        var (errors, values) = (RecipeErrors(), [Value]())
        for item in items {
            do throws(RecipeError) { values.append(try transform(item)) } catch {
                errors.note(error)
            }
        }
        try errors.finish()
        return values
    }
}
