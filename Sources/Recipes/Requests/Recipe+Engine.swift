internal import MergeEngine

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
        get throws(RecipeError) {
            guard let node = option("ignore") else { return [] }
            let items = node.items ?? [node]
            return try items.map { item throws(RecipeError) in
                guard let text = item.text else {
                    throw item.error("'ignore' holds regular expressions, not \(item.kind)")
                }
                return text
            }
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

    /// The same recipe with every gradient at its first value, as mergekit's flat tool has it.
    ///
    /// - Returns: The recipe with `stockpot: {flat: true}`.
    /// - Throws: `RecipeError` as for any recipe.
    public func flattened() throws(RecipeError) -> Recipe {
        guard case .mapping(let entries) = self.node.content else { return self }
        func node(_ content: YAMLNode.Content) -> YAMLNode {
            YAMLNode(content, path: self.node.path, line: self.node.line)
        }
        let flag = YAMLEntry(
            key: "flat",
            value: node(.scalar("true", isQuoted: false)),
            line: self.node.line
        )
        let kept = options.filter { $0.key != "flat" }
        let own = YAMLEntry(
            key: "stockpot",
            value: node(.mapping(kept + [flag])),
            line: self.node.line
        )
        return try Recipe(node(.mapping(entries.filter { $0.key != "stockpot" } + [own])))
    }

    private func option(_ key: String) -> YAMLNode? { options.first { $0.key == key }?.value }
}
