/// A regular expression that is searched for in linear time, whatever it is.
///
/// Recipes come from anywhere, and outputs carry recipes: a search must neither hang nor overflow the
/// stack. All states of an automaton are followed at once (Thompson, CACM 11, 1968; Pike's machine
/// without captures), so that nothing is ever tried again.
///
/// Text is compared scalar by scalar. The grammar: literals, `.`, classes (`[a-z]`, `[^.]`, `\d`, `\w`,
/// `\s` and their opposites, all of ASCII), groups, `|`, `*`, `+`, `?`, `{m}`, `{m,}`, `{,n}`, `{m,n}`,
/// the anchors `^`, `$`, `\b`, `\B`, and escapes. A lazy quantifier finds the same names as a greedy
/// one. Backreferences, lookaround and flags are refused: they have no automaton, or another meaning
/// in every library.
public struct Pattern: Sendable {
    /// The expression as it was written.
    public let text: String

    private let program: PatternProgram

    /// Reads an expression.
    ///
    /// - Throws: `PatternError` with the position of what cannot be read, and for an expression beyond
    ///   `PatternLimits`.
    /// - Complexity: O(length + size of the automaton), within the limits.
    public init(_ text: String) throws(PatternError) {
        var parser = PatternParser(text)
        program = try PatternProgram(try parser.parse(), of: text)
        self.text = text
    }

    /// Whether a part of a name, or all of it, matches.
    ///
    /// - Complexity: O(length of the name x size of the automaton); no recursion.
    public func isFound(in name: String) -> Bool { program.isFound(in: name.unicodeScalars) }
}

extension Pattern: Equatable, CustomStringConvertible {
    /// Equal are expressions that are written with the same bytes.
    public static func == (one: Pattern, other: Pattern) -> Bool {
        one.text.utf8.elementsEqual(other.text.utf8)
    }

    /// The expression.
    public var description: String { text }
}

/// Bounds on what an expression may make reader and search do.
public enum PatternLimits {
    /// The longest expression, in bytes.
    public static let byteCount = 10_000
    /// How deeply groups may nest.
    public static let depth = 100
    /// The greatest number in a repetition.
    public static let repetition = 1_000
    /// The most states of an automaton, repetitions written out.
    public static let stateCount = 10_000
}

/// Why an expression cannot be used.
public struct PatternError: Error, Sendable, Equatable {
    /// The expression.
    public let pattern: String
    /// The number of the character concerned, from 1.
    public let position: Int
    /// What is wrong there, and what would be right.
    public let reason: String
}

extension PatternError: CustomStringConvertible {
    /// The position and the reason, without the expression: it may be of any length.
    public var description: String { "character \(position): \(reason)" }
}
