public import Tensors

/// A merge as a YAML document describes it, in mergekit's terms.
public struct Recipe: Sendable, Equatable {
    /// The name by which later documents of the file use the result.
    public let name: String?
    /// The name of the merge method.
    public let method: YAMLNode
    /// The base, where one is named.
    public let base: ModelReference?
    /// The whole checkpoint, or its parts.
    public let modules: [RecipeModule]
    /// The parameters that hold where nothing nearer gives a value.
    public let parameters: ParameterSettings
    /// The type to which inputs are converted before the arithmetic.
    public let inputType: FloatingPointType?
    /// The type of the result.
    public let outputType: FloatingPointType?
    /// The keys of `stockpot:`.
    public let options: [YAMLEntry]
    /// The document.
    public let node: YAMLNode

    /// Reads a document.
    ///
    /// - Throws: `RecipeError` with the line of what is unknown, missing or of the wrong form.
    public init(_ node: YAMLNode) throws(RecipeError) {
        try Self.refuseUnsupported(node)
        _ = try node.entries("a recipe", known: Self.keys)
        guard let method = node["merge_method"], method.text != nil else {
            throw node.error("a recipe needs 'merge_method'")
        }
        self.node = node
        self.method = method
        name = node["name"]?.text
        base = try node["base_model"].map { base throws(RecipeError) in try ModelReference(base) }
        modules = try Self.modules(of: node)
        parameters = try ParameterSettings(node["parameters"])
        inputType = try FloatingPointType.named(node["dtype"])
        outputType = try FloatingPointType.named(node["out_dtype"])
        options = try node["stockpot"]?.entries("'stockpot'", known: Self.optionKeys) ?? []
    }

    /// Every model that it names, each once, in the order of the document; the base is the last
    /// where it is listed nowhere else.
    public var models: [ModelReference] {
        let slices = modules.flatMap(\.slices)
        let named = slices.flatMap { $0.sources.map(\.model) + ($0.base.map { [$0] } ?? []) }
        var seen: Set<String> = []
        return (named + (base.map { [$0] } ?? [])).filter { seen.insert($0.name).inserted }
    }

    private static let keys = [
        "merge_method", "models", "slices", "modules", "base_model", "parameters", "dtype",
        "out_dtype", "stockpot", "name",
    ]
    /// The keys that `stockpot:` may have.
    public static let optionKeys = [
        "seed", "variant", "clamp_t", "granularity", "qkv", "head", "ignore", "flat",
        "rescale_rule", "tensors", "include", "exclude",
    ]

    private static func refuseUnsupported(_ node: YAMLNode) throws(RecipeError) {
        let keys = ["tokenizer_source", "tokenizer", "chat_template"]
        guard let entry = node.entries?.first(where: { keys.contains($0.key) }) else { return }
        throw entry.error(
            "'\(entry.key)' is not applicable to CLIP checkpoints: tokenizer files are copied"
        )
    }

    private static func modules(of node: YAMLNode) throws(RecipeError) -> [RecipeModule] {
        let given = ["models", "slices", "modules"].filter { node[$0] != nil }
        guard given.count == 1 else {
            throw node.error("exactly one of 'models', 'slices' and 'modules' must be given")
        }
        guard given[0] == "modules" else { return [try RecipeModule(recipe: node)] }
        guard let entries = node["modules"]?.entries, !entries.isEmpty else {
            throw node.error("'modules' must be a mapping with at least one entry")
        }
        return try entries.map { entry throws(RecipeError) in try RecipeModule(entry) }
    }
}
