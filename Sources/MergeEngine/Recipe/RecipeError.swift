public import Merging
import TextFormats

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
    ///
    /// The message may hold text of the recipe as it is: control characters in it are written as
    /// escapes here, once, so that no error forges a line.
    public init(path: String?, line: Int?, _ message: String, cause: MethodError? = nil) {
        self.path = path
        self.line = line
        self.message = PrintableText.escaped(message)
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
        guard !further.isEmpty else { return place(line: line) + message }
        let shown = all.prefix(Self.mostShown).map(\.description)
        let rest = all.count - shown.count
        return
            ([place(line: nil) + "\(all.count) errors:"] + shown
            + (rest > 0 ? ["and \(rest) more"] : []))
            .joined(separator: "\n  ")
    }

    private func place(line: Int?) -> String {
        guard let path else { return "" }
        return PrintableText.escaped(path) + (line.map { ":\($0)" } ?? "") + ": "
    }

    /// A file that is not a recipe at all has an error in every line.
    package static let mostShown = 20
}
