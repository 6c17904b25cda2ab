internal import Checkpoints
internal import MergeEngine
internal import Merging
internal import TextFormats

extension RecipeModule {
    /// An entry of `modules`.
    init(_ entry: YAMLEntry, of method: MethodDescription?) throws(RecipeError) {
        guard let name = Name(rawValue: entry.key) else {
            throw entry.error(
                "there is no module \(PrintableText.quoted(entry.key)); modules are "
                    + Name.allCases.map(\.rawValue).joined(separator: ", ")
            )
        }
        let node = entry.value
        _ = try node.entries("a module", known: Self.keys)
        self.init(
            try RecipeSlice.slices(of: node, method),
            named: name,
            parameters: try ParameterSettings(node["parameters"], of: method)
        )
        keys = node.keys(usual: Self.keys)
    }
}

extension RecipeSlice {
    /// What a recipe or a module merges: whole models, or slices of them.
    static func slices(
        of node: YAMLNode,
        _ method: MethodDescription?
    ) throws(RecipeError) -> [RecipeSlice] {
        switch (node["models"], node["slices"]) {
        case (let models?, nil):
            let sources = try RecipeErrors.map(items(of: models, "models")) {
                item throws(RecipeError) in try RecipeSource(model: item, of: method)
            }
            return [RecipeSlice(sources)]
        case (nil, let slices?):
            return try RecipeErrors.map(items(of: slices, "slices")) { item throws(RecipeError) in
                try RecipeSlice(item, of: method)
            }
        default: throw node.error("exactly one of 'models' and 'slices' must be given")
        }
    }

    /// An entry of `slices`.
    private init(_ node: YAMLNode, of method: MethodDescription?) throws(RecipeError) {
        if let entry = node.entries?.first(where: { $0.key == "residual_weight" }) {
            throw entry.error("'residual_weight' has no effect in mergekit and is not supported")
        }
        _ = try node.entries("a slice", known: Self.keys)
        guard let list = node["sources"] else { throw node.error("a slice needs 'sources'") }
        let sources = try RecipeErrors.map(Self.items(of: list, "sources")) {
            item throws(RecipeError) in try RecipeSource(slice: item, of: method)
        }
        guard let first = sources[0].layers, sources.allSatisfy({ $0.layers?.count == first.count })
        else { throw list.error("the layer ranges of a slice must be equally long") }
        self.init(
            sources,
            base: try node["base_model"].map { base throws(RecipeError) in
                try ModelReference(base)
            },
            parameters: try ParameterSettings(node["parameters"], of: method)
        )
        keys = node.keys(usual: Self.keys)
    }

    private static func items(of node: YAMLNode, _ key: String) throws(RecipeError) -> [YAMLNode] {
        guard let items = node.items, !items.isEmpty else {
            throw node.error("'\(key)' must be a list with at least one entry")
        }
        return items
    }
}

extension RecipeSource {
    /// An entry of `models`.
    fileprivate init(model node: YAMLNode, of method: MethodDescription?) throws(RecipeError) {
        if let name = node.text {
            throw node.error("a model is written '- model: \(PrintableText.shortened(name))'")
        }
        _ = try node.entries("a model", known: Self.keys.filter { $0 != "layer_range" })
        try self.init(node, layers: nil, of: method)
    }

    /// An entry of `sources`.
    fileprivate init(slice node: YAMLNode, of method: MethodDescription?) throws(RecipeError) {
        _ = try node.entries("a source", known: Self.keys)
        guard let range = node["layer_range"] else {
            throw node.error("a source needs 'layer_range: [first, end]'")
        }
        try self.init(node, layers: try Self.range(range), of: method)
    }

    private init(
        _ node: YAMLNode,
        layers: Range<Int>?,
        of method: MethodDescription?
    ) throws(RecipeError) {
        guard let model = node["model"] else { throw node.error("'model' is missing") }
        self.init(
            try ModelReference(model),
            layers: layers,
            parameters: try ParameterSettings(node["parameters"], of: method)
        )
        keys = node.keys(usual: Self.keys)
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

extension ModelReference {
    init(_ node: YAMLNode) throws(RecipeError) {
        guard let text = node.text else {
            throw node.error(
                "a model is the path of a checkpoint, not \(node.kind); adapters and overridden "
                    + "architectures are not supported"
            )
        }
        self.init(text, at: node.place)
    }
}
