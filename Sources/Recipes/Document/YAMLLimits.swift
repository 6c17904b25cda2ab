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
