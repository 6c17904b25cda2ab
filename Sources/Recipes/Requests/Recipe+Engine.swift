internal import Checkpoints
internal import MergeEngine
internal import Patterns
internal import TextFormats

extension Recipe {
    /// How projections form layers, from `stockpot: {qkv: ...}`.
    var projections: ProjectionGrouping {
        get throws(RecipeError) {
            guard let node = option("qkv") else { return .asStored }
            guard let grouping = ProjectionGrouping(rawValue: node.text ?? "") else {
                let names = ProjectionGrouping.allCases.map(\.rawValue).joined(separator: ", ")
                throw node.error("'qkv' is one of \(names)")
            }
            return grouping
        }
    }

    /// The patterns of tensors that are averaged plainly, from `stockpot: {ignore: [...]}`.
    var ignored: [String] {
        get throws(RecipeError) { try patterns("ignore").map(\.text) }
    }

    /// The regular expressions under `stockpot:`, one or a list.
    func patterns(_ key: String) throws(RecipeError) -> [Pattern] {
        guard let node = option(key) else { return [] }
        return try (node.items ?? [node]).map { item throws(RecipeError) in
            guard let text = item.text else {
                throw item.error("'\(key)' holds regular expressions, not \(item.kind)")
            }
            do throws(PatternError) { return try Pattern(text) } catch {
                throw item.error(
                    "\(PrintableText.quoted(text)) is not a regular expression: \(error)"
                )
            }
        }
    }

    /// What becomes of tensors that some inputs lack, from `stockpot: {tensors: ...}`.
    var absence: TensorSelection.Absence? {
        get throws(RecipeError) {
            guard let node = option("tensors") else { return nil }
            guard let absence = TensorSelection.Absence(rawValue: node.text ?? "") else {
                throw node.error("'tensors' is union or intersection")
            }
            return absence
        }
    }

    /// Whether gradients are their first values, from `stockpot: {flat: true}`.
    var isFlat: Bool {
        get throws(RecipeError) {
            guard let node = option("flat") else { return false }
            guard let value = node.boolean else { throw node.error("'flat' is true or false") }
            return value
        }
    }

    /// The same recipe with other options under `stockpot:`.
    ///
    /// - Parameter values: The options that are set, as a document spells them.
    /// - Returns: The recipe with these options in place of its own ones of the same keys.
    /// - Throws: `RecipeError` as for any recipe.
    public func setting(options values: KeyValuePairs<String, String>) throws(RecipeError) -> Recipe
    {
        guard case .mapping(let entries) = self.node.content, !values.isEmpty else { return self }
        func node(_ content: YAMLNode.Content) -> YAMLNode {
            YAMLNode(content, path: self.node.path, line: self.node.line)
        }
        func entry(_ key: String, _ content: YAMLNode.Content) -> YAMLEntry {
            YAMLEntry(key: key, value: node(content), line: self.node.line)
        }
        let kept = options.filter { option in !values.contains { $0.key == option.key } }
        let set = values.map { entry($0.key, .scalar($0.value, isQuoted: false)) }
        let others = entries.filter { $0.key != "stockpot" }
        return try Recipe(node(.mapping(others + [entry("stockpot", .mapping(kept + set))])))
    }

    private func option(_ key: String) -> YAMLNode? { options.first { $0.key == key }?.value }
}
