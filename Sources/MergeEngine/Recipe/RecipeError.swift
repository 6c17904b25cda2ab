public import Merging

/// A reason why a recipe cannot be read or followed, or several of them.
public struct RecipeError: Error, Sendable, Equatable {
    /// The recipe's file; nil for a recipe that was not read from one.
    public let path: String?
    /// The line concerned, from 1; nil where the whole file is.
    public let line: Int?
    /// What is wrong, and what would be right.
    public let message: String
    /// The same in a form that a program can answer, where the method's arguments are wrong.
    public let cause: MethodError?

    /// What else is wrong.
    private var further: [RecipeError] = []

    /// Creates an error.
    public init(path: String?, line: Int?, _ message: String, cause: MethodError? = nil) {
        self.path = path
        self.line = line
        self.message = message
        self.cause = cause
    }

    /// Puts errors together as one; nil where there are none.
    init?(_ errors: [RecipeError]) {
        guard let first = errors.first else { return nil }
        self = first
        further = Array(errors.dropFirst())
    }

    /// The errors, each alone.
    public var all: [RecipeError] {
        [RecipeError(path: path, line: line, message, cause: cause)] + further
    }
}

extension RecipeError: CustomStringConvertible {
    /// The file, the line and the message; of several errors one line each, below their number.
    public var description: String {
        let place = path.map { $0 + (line.map { ":\($0)" } ?? "") + ": " } ?? ""
        guard !further.isEmpty else { return place + message }
        let shown = all.prefix(Self.mostShown).map(\.description)
        let rest = all.count - shown.count
        return
            ([(path.map { $0 + ": " } ?? "") + "\(all.count) errors:"] + shown
            + (rest > 0 ? ["and \(rest) more"] : []))
            .joined(separator: "\n  ")
    }

    /// A file that is not a recipe at all has an error in every line.
    package static let mostShown = 20
}
