public import MergeEngine
internal import TextFormats

/// A key of a YAML mapping with its value.
public struct YAMLEntry: Sendable, Equatable {
    /// The key; keys that are no text do not occur.
    public let key: String
    /// Its value.
    public let value: YAMLNode
    /// The line of the key, from 1.
    public let line: Int

    /// Creates an entry.
    public init(key: String, value: YAMLNode, line: Int) {
        self.key = key
        self.value = value
        self.line = line
    }

    /// Equal are entries of equal key and value, wherever they are.
    public static func == (one: YAMLEntry, other: YAMLEntry) -> Bool {
        one.key.isExactly(other.key) && one.value == other.value
    }

    /// An error that points at the key.
    public func error(_ message: String) -> RecipeError {
        RecipeError(path: value.path, line: line, message)
    }
}
