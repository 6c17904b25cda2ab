/// A reason why a recipe cannot be read or followed.
public struct RecipeError: Error, Sendable, Equatable {
    /// The recipe's file.
    public let path: String
    /// The line concerned, from 1; nil where the whole file is.
    public let line: Int?
    /// What is wrong, and what would be right.
    public let message: String

    /// Creates an error.
    public init(path: String, line: Int?, _ message: String) {
        self.path = path
        self.line = line
        self.message = message
    }
}

extension RecipeError: CustomStringConvertible {
    /// One line: the file, the line and the message.
    public var description: String {
        path + (line.map { ":\($0)" } ?? "") + ": " + message
    }
}
