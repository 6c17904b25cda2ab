/// A reason why a recipe cannot be read or followed, or several of them.
public struct RecipeError: Error, Sendable, Equatable {
    /// The recipe's file.
    public let path: String
    /// The line concerned, from 1; nil where the whole file is.
    public let line: Int?
    /// What is wrong, and what would be right.
    public let message: String

    /// What else is wrong.
    private var further: [RecipeError] = []

    /// Creates an error.
    public init(path: String, line: Int?, _ message: String) {
        self.path = path
        self.line = line
        self.message = message
    }

    /// Puts errors together as one; nil where there are none.
    init?(_ errors: [RecipeError]) {
        guard let first = errors.first else { return nil }
        self = first
        further = Array(errors.dropFirst())
    }

    /// The errors, each alone.
    public var all: [RecipeError] { [RecipeError(path: path, line: line, message)] + further }
}

extension RecipeError: CustomStringConvertible {
    /// The file, the line and the message; of several errors one line each, below their number.
    public var description: String {
        guard !further.isEmpty else { return path + (line.map { ":\($0)" } ?? "") + ": " + message }
        return (["\(path): \(all.count) errors:"] + all.map(\.description))
            .joined(separator: "\n  ")
    }
}
