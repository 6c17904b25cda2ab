public import MergeEngine

/// A value of a YAML document, and where it is.
public struct YAMLNode: Sendable {
    /// What a value is made of.
    public indirect enum Content: Sendable, Equatable {
        /// Text; `isQuoted` tells `"1"` from `1`.
        case scalar(String, isQuoted: Bool)
        /// A list.
        case sequence([YAMLNode])
        /// Keys with their values, in the order of the file; no key occurs twice.
        case mapping([YAMLEntry])
    }

    /// The value.
    public let content: Content
    /// The file, as messages name it.
    public let path: String
    /// The line on which the value begins, from 1.
    public let line: Int

    /// Creates a value.
    public init(_ content: Content, path: String, line: Int) {
        self.content = content
        self.path = path
        self.line = line
    }

    /// An error that points at this value.
    public func error(_ message: String) -> RecipeError {
        RecipeError(path: path, line: line, message)
    }
}

extension YAMLNode: Equatable {
    /// Equal are values of the same content, wherever they are.
    public static func == (one: YAMLNode, other: YAMLNode) -> Bool { one.content == other.content }
}
