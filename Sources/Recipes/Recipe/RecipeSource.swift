/// An input of a slice.
public struct RecipeSource: Sendable, Equatable {
    /// The model.
    public let model: ModelReference
    /// The blocks that it gives; nil for all.
    public let layers: Range<Int>?
    /// Its own parameters.
    public let parameters: ParameterSettings

    /// A base that is listed nowhere: it has no parameters.
    init(base model: ModelReference, layers: Range<Int>?) {
        self.model = model
        self.layers = layers
        parameters = .none
    }

    /// An entry of `models`.
    init(model node: YAMLNode) throws(RecipeError) {
        let entries = try node.entries("a model", known: ["model", "parameters"])
        try self.init(node, entries, layers: nil)
    }

    /// An entry of `sources`.
    init(source node: YAMLNode) throws(RecipeError) {
        let keys = ["model", "layer_range", "parameters"]
        let entries = try node.entries("a source", known: keys)
        guard let range = node["layer_range"] else {
            throw node.error("a source needs 'layer_range: [first, end]'")
        }
        try self.init(node, entries, layers: try Self.range(range))
    }

    private init(
        _ node: YAMLNode,
        _ entries: [YAMLEntry],
        layers: Range<Int>?
    ) throws(RecipeError) {
        guard let model = node["model"] else { throw node.error("'model' is missing") }
        self.model = try ModelReference(model)
        self.layers = layers
        parameters = try ParameterSettings(node["parameters"])
    }

    private static func range(_ node: YAMLNode) throws(RecipeError) -> Range<Int> {
        let bounds = node.items?.compactMap(\.integer) ?? []
        guard bounds.count == 2, node.items?.count == 2, 0 <= bounds[0], bounds[0] < bounds[1]
        else {
            throw node.error("'layer_range' takes two numbers, first and end, the end not included")
        }
        return bounds[0]..<bounds[1]
    }
}
