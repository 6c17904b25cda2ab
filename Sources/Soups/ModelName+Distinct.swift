public import MergeEngine

extension ModelName {
    /// The short names of checkpoints, all different.
    ///
    /// - Throws: `SoupError.sameName`.
    public static func distinct(_ paths: [String]) throws(SoupError) -> [String] {
        let names = paths.map(of)
        for (position, name) in names.enumerated() where names[..<position].contains(name) {
            throw .sameName(name)
        }
        return names
    }
}
