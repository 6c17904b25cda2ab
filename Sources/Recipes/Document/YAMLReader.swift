public import MergeEngine
internal import TextFormats

/// Reads YAML text into values that know their lines.
public enum YAMLReader {
    /// The documents of a text.
    ///
    /// Anchors, aliases and merge keys (`<<`) are resolved; a byte order mark at the beginning is
    /// passed over. Refused are: text that is not YAML, keys that occur twice or are not text, and
    /// whatever goes beyond the limits (1 MiB, 64 levels, 100,000 values, 30 aliases).
    ///
    /// - Parameters:
    ///   - text: The whole file.
    ///   - path: The file, for messages.
    /// - Returns: The root of each document; empty documents are left out.
    /// - Throws: `RecipeError` with the line.
    /// - Complexity: O(length), within the limits.
    public static func documents(of text: String, path: String) throws(RecipeError) -> [YAMLNode] {
        guard text.utf8.count <= YAMLLimits.byteCount else {
            throw RecipeError(
                path: path,
                line: nil,
                "is longer than \(YAMLLimits.byteCount) bytes, and no recipe needs so much"
            )
        }
        let content = Substring(text.utf8.withoutByteOrderMark)
        var composer = YAMLComposer(text: String(content), path: path)
        return try composer.documents().filter { !$0.isNull }
    }
}

/// Bounds on what a YAML file may make the reader do.
///
/// Recipes written by people stay far below them; files built to exhaust memory or stack do not.
enum YAMLLimits {
    /// The longest file, in bytes.
    static let byteCount = 1 << 20
    /// How deeply values may nest.
    static let depth = 64
    /// The most values, those behind aliases counted once per alias.
    static let nodeCount = 100_000
    /// The most aliases.
    ///
    /// Aliases of aliases multiply: n of them make at most 3 to the power n/3 values.
    static let aliasCount = 30
}
