internal import Checkpoints

extension YAMLNode {
    /// The entries of a mapping of which every key is known.
    ///
    /// - Throws: `RecipeError` when this is no mapping, or for the first unknown key.
    public func entries(
        _ subject: String,
        known keys: [String]
    ) throws(RecipeError) -> [YAMLEntry] {
        guard let entries else { throw error("\(subject) must be a mapping, not \(kind)") }
        for entry in entries where !keys.contains(entry.key) {
            throw entry.error(
                "\(subject) has no key \(PrintableText.quoted(entry.key)); it may have "
                    + keys.joined(separator: ", ")
            )
        }
        return entries
    }
}
