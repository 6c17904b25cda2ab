internal import Checkpoints
internal import TextFormats

extension YAMLNode {
    /// This value with another one laid over it.
    ///
    /// Mappings are merged key by key, at every depth; anything else of `other` takes the place of
    /// what was there. Keys keep their order, new ones follow.
    ///
    /// - Complexity: O(number of values in both).
    public func merging(_ other: YAMLNode) -> YAMLNode {
        guard let own = entries, let added = other.entries else { return other }
        var over = Dictionary(
            added.map { (UTF8Key($0.key), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let merged = own.map { entry in
            guard let over = over.removeValue(forKey: UTF8Key(entry.key)) else { return entry }
            return YAMLEntry(
                key: entry.key,
                value: entry.value.merging(over.value),
                line: over.line
            )
        }
        let new = added.filter { over[UTF8Key($0.key)] != nil }
        return YAMLNode(.mapping(merged + new), path: other.path, line: other.line)
    }
}
