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
    /// - Throws: `RecipeError` with the lines of all that is unknown, missing or of the wrong form.
    public init(_ node: YAMLNode) throws(RecipeError) {
        var errors = RecipeErrors()
        errors.attempt { () throws(RecipeError) in try Self.checkKeys(of: node) }
        self.node = node
        method = errors.attempt(or: node) { () throws(RecipeError) in try Self.method(of: node) }
        name = node["name"]?.text
        base = errors.attempt(or: nil) { () throws(RecipeError) in
            try node["base_model"].map { base throws(RecipeError) in try ModelReference(base) }
        }
        modules = errors.attempt(or: []) { () throws(RecipeError) in try Self.modules(of: node) }
        parameters = errors.attempt(or: .none) { () throws(RecipeError) in
            try ParameterSettings(node["parameters"])
        }
        func type(_ key: String) throws(RecipeError) -> FloatingPointType? {
            try FloatingPointType.named(node[key])
        }
        inputType = errors.attempt(or: nil) { () throws(RecipeError) in try type("dtype") }
        outputType = errors.attempt(or: nil) { () throws(RecipeError) in try type("out_dtype") }
        options = errors.attempt(or: []) { () throws(RecipeError) in
            try node["stockpot"]?.entries("'stockpot'", known: Self.optionKeys) ?? []
        }
        try errors.finish()
    }

    /// Every model that it names, each once, in the order of the document; the base is the last
    /// where it is listed nowhere else.
    public var models: [ModelReference] {
        let slices = modules.flatMap(\.slices)
        let named = slices.flatMap { $0.sources.map(\.model) + ($0.base.map { [$0] } ?? []) }
        var seen: Set<String> = []
        return (named + (base.map { [$0] } ?? [])).filter { seen.insert($0.name).inserted }
    }

    /// The keys that a recipe may have.
    public static let keys = [
        "merge_method", "models", "slices", "modules", "base_model", "parameters", "dtype",
        "out_dtype", "stockpot", "name",
    ]
    /// The keys that `stockpot:` may have.
    public static let optionKeys = [
        "seed", "variant", "clamp_t", "granularity", "qkv", "head", "ignore", "flat",
        "rescale_rule", "tensors", "include", "exclude",
    ]

    /// The keys of mergekit's recipes that have no meaning here.
    public static let inapplicableKeys = ["tokenizer_source", "tokenizer", "chat_template"]

    private static func checkKeys(of node: YAMLNode) throws(RecipeError) {
        var errors = RecipeErrors()
        for entry in node.entries ?? [] where inapplicableKeys.contains(entry.key) {
            errors.note(
                entry.error(
                    "'\(entry.key)' is not applicable to CLIP checkpoints: tokenizer files are copied"
                )
            )
        }
        errors.attempt { () throws(RecipeError) in
            _ = try node.entries("a recipe", known: keys + inapplicableKeys)
        }
        try errors.finish()
    }

    private static func method(of node: YAMLNode) throws(RecipeError) -> YAMLNode {
        guard let method = node["merge_method"], method.text != nil else {
            throw node.error("a recipe needs 'merge_method'")
        }
        return method
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
        return try RecipeErrors.map(entries, RecipeModule.init)
    }
}
