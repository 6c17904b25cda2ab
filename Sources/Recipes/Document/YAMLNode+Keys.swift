internal import Checkpoints
public import MergeEngine
internal import Merging
internal import TextFormats

extension YAMLNode {
    /// The entries of a mapping of which every key is known.
    ///
    /// - Throws: `RecipeError` when this is not a mapping, or for unknown keys, with the nearest known
    ///   ones: a file that is not a recipe has one in every line, so that most of them are only counted.
    public func entries(
        _ subject: String,
        known keys: [String]
    ) throws(RecipeError) -> [YAMLEntry] {
        guard let entries else { throw error("\(subject) must be a mapping, not \(kind)") }
        var errors = RecipeErrors()
        let unknown = entries.filter { !keys.containsExactly($0.key) }
        for entry in unknown.prefix(RecipeError.mostShown) {
            let nearest = entry.key.nearest(among: keys).map { "did you mean '\($0)'?" }
            errors.note(
                entry.error(
                    "\(subject) has no key \(PrintableText.quoted(entry.key)); "
                        + (nearest ?? "it may have " + keys.joined(separator: ", "))
                )
            )
        }
        if let more = unknown.dropFirst(RecipeError.mostShown).first {
            let count = unknown.count - RecipeError.mostShown
            errors.note(more.error("\(subject) has \(count) more keys that it may not have"))
        }
        try errors.finish()
        return entries
    }
}

extension YAMLNode {
    /// The models and bases that a recipe names anywhere, whatever is wrong with the rest of it.
    public var namedModels: [YAMLNode] {
        switch content {
        case .scalar: []
        case .sequence(let items): items.flatMap(\.namedModels)
        case .mapping(let entries):
            entries.flatMap { entry in
                ["model", "base_model"].contains(entry.key) && entry.value.text != nil
                    ? [entry.value] : entry.value.namedModels
            }
        }
    }
}
