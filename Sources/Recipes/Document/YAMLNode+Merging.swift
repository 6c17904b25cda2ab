extension YAMLNode {
    /// This value with another one laid over it.
    ///
    /// Mappings are merged key by key, at every depth; anything else of `other` takes the place of
    /// what was there. Keys keep their order, new ones follow.
    public func merging(_ other: YAMLNode) -> YAMLNode {
        guard let own = entries, let added = other.entries else { return other }
        let merged = own.map { entry in
            guard let over = added.first(where: { $0.key == entry.key }) else { return entry }
            return YAMLEntry(
                key: entry.key,
                value: entry.value.merging(over.value),
                line: over.line
            )
        }
        let new = added.filter { entry in !own.contains { $0.key == entry.key } }
        return YAMLNode(.mapping(merged + new), path: other.path, line: other.line)
    }
}
