public import MergeEngine
internal import Merging
internal import Tensors
internal import TextFormats

extension Recipe {
    /// Reads a document, and checks all that is known before inputs are opened.
    ///
    /// - Throws: `RecipeError` with the lines of all that is unknown, missing or of the wrong form.
    public init(_ node: YAMLNode) throws(RecipeError) {
        var errors = RecipeErrors()
        errors.attempt { () throws(RecipeError) in try Self.checkKeys(of: node) }
        let method = errors.attempt(or: nil) { () throws(RecipeError) in
            try Self.method(of: node)
        }
        let base = errors.attempt(or: nil) { () throws(RecipeError) in
            try node["base_model"].map { base throws(RecipeError) in try ModelReference(base) }
        }
        let modules = errors.attempt(or: []) { () throws(RecipeError) in
            try Self.modules(of: node, method)
        }
        let parameters = errors.attempt(or: .none) { () throws(RecipeError) in
            try ParameterSettings(node["parameters"], of: method)
        }
        func type(_ key: String) -> FloatingPointType? {
            errors.attempt(or: nil) { () throws(RecipeError) in
                try FloatingPointType.named(node[key])
            }
        }
        let (inputType, outputType) = (type("dtype"), type("out_dtype"))
        let options = errors.attempt(or: RecipeOptions()) { () throws(RecipeError) in
            try node["stockpot"].map { options throws(RecipeError) in
                try RecipeOptions(options, of: method)
            } ?? RecipeOptions()
        }
        try errors.finish()
        guard let method else { throw node.error("a recipe needs 'merge_method'") }
        self.init(
            method,
            base: base,
            modules: modules,
            parameters: parameters,
            inputType: inputType,
            outputType: outputType,
            options: options,
            name: node["name"]?.text
        )
        place = node.place
        keys = node.keys(usual: Self.keys)
        try check()
    }

    /// The keys of mergekit's recipes that have no meaning here.
    public static let inapplicableKeys = ["tokenizer_source", "tokenizer", "chat_template"]

    private static func checkKeys(of node: YAMLNode) throws(RecipeError) {
        var errors = RecipeErrors()
        for entry in node.entries ?? [] where inapplicableKeys.containsExactly(entry.key) {
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

    private static func method(of node: YAMLNode) throws(RecipeError) -> MethodDescription {
        guard let method = node["merge_method"], let name = method.text else {
            throw node.error("a recipe needs 'merge_method'")
        }
        do throws(MethodError) { return try MethodRegistry.named(name) } catch {
            throw method.error("\(error)")
        }
    }

    private static func modules(
        of node: YAMLNode,
        _ method: MethodDescription?
    ) throws(RecipeError) -> [RecipeModule] {
        let given = ["models", "slices", "modules"].filter { node[$0] != nil }
        guard given.count == 1 else {
            throw node.error("exactly one of 'models', 'slices' and 'modules' must be given")
        }
        guard given[0] == "modules" else {
            return [RecipeModule(try RecipeSlice.slices(of: node, method))]
        }
        guard let entries = node["modules"]?.entries, !entries.isEmpty else {
            throw node.error("'modules' must be a mapping with at least one entry")
        }
        return try RecipeErrors.map(entries) { entry throws(RecipeError) in
            try RecipeModule(entry, of: method)
        }
    }
}

extension YAMLNode {
    /// Where it is in the document.
    var place: RecipePlace { RecipePlace(path: path, line: line) }

    /// The keys of a mapping, and where they are.
    func keys(usual: [String]) -> DocumentKeys {
        let keys = entries?.map { ($0.key, RecipePlace(path: path, line: $0.line)) } ?? []
        return DocumentKeys(keys, usual: usual)
    }
}
