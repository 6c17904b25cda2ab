/// Consecutive blocks of the output, or with `models` all of it.
public struct RecipeSlice: Sendable, Equatable {
    /// What is merged.
    public let sources: [RecipeSource]
    /// The slice's own base.
    public let base: ModelReference?
    /// The slice's own parameters.
    public let parameters: ParameterSettings

    /// The number of its blocks; nil for all blocks.
    public var layerCount: Int? { sources.first?.layers?.count }

    /// All of a tower, from `models`.
    init(models node: YAMLNode) throws(RecipeError) {
        let items = try Self.items(of: node, "models")
        sources = try RecipeErrors.map(items, RecipeSource.init(model:))
        base = nil
        parameters = .none
    }

    /// An entry of `slices`.
    init(slice node: YAMLNode) throws(RecipeError) {
        if let entry = node.entries?.first(where: { $0.key == "residual_weight" }) {
            throw entry.error("'residual_weight' has no effect in mergekit and is not supported")
        }
        _ = try node.entries("a slice", known: ["sources", "base_model", "parameters"])
        guard let list = node["sources"] else { throw node.error("a slice needs 'sources'") }
        let items = try Self.items(of: list, "sources")
        let sources = try RecipeErrors.map(items, RecipeSource.init(source:))
        guard let first = sources[0].layers, sources.allSatisfy({ $0.layers?.count == first.count })
        else { throw list.error("the layer ranges of a slice must be equally long") }
        self.sources = sources
        base = try node["base_model"].map { base throws(RecipeError) in try ModelReference(base) }
        parameters = try ParameterSettings(node["parameters"])
    }

    static func items(of node: YAMLNode, _ key: String) throws(RecipeError) -> [YAMLNode] {
        guard let items = node.items, !items.isEmpty else {
            throw node.error("'\(key)' must be a list with at least one entry")
        }
        return items
    }
}
