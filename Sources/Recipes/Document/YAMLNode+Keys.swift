internal import Checkpoints
internal import Merging
internal import TextFormats

extension YAMLNode {
    /// The entries of a mapping of which every key is known.
    ///
    /// - Throws: `RecipeError` when this is not a mapping, or for every unknown key, with the nearest
    ///   known one.
    public func entries(
        _ subject: String,
        known keys: [String]
    ) throws(RecipeError) -> [YAMLEntry] {
        guard let entries else { throw error("\(subject) must be a mapping, not \(kind)") }
        var errors = RecipeErrors()
        for entry in entries where !keys.contains(entry.key) {
            let nearest = entry.key.nearest(among: keys).map { "did you mean '\($0)'?" }
            errors.note(
                entry.error(
                    "\(subject) has no key \(PrintableText.quoted(entry.key)); "
                        + (nearest ?? "it may have " + keys.joined(separator: ", "))
                )
            )
        }
        try errors.finish()
        return entries
    }
}
