internal import MergeEngine
internal import Merging
internal import Recipes
internal import Tensors

extension MethodOptions {
    /// The recipe that the options amount to.
    ///
    /// - Parameters:
    ///   - base: The base, where there is one.
    ///   - models: The models.
    ///   - type: The type of the result; nil keeps each tensor's own.
    /// - Returns: A recipe that gives the same tensors.
    /// - Throws: `MethodError` and `ValidationError` for options that do not fit.
    func recipe(base: String?, models: [String], type: FloatingPointType?) throws -> Recipe {
        let arguments = try arguments(modelCount: models.count)
        var entries = [("merge_method", Self.word(try description().name))]
        if let base { entries.append(("base_model", Self.quoted(base))) }
        var inputs = zip(models, arguments.perModel).map { Self.input($0, $1) }
        if let base, !arguments.base.isEmpty { inputs.append(Self.input(base, arguments.base)) }
        entries.append(("models", Self.node(.sequence(inputs))))
        let isOption = { Recipe.optionKeys.contains($0) }
        let parameters = arguments.global.filter { !isOption($0.key) }
        if !parameters.isEmpty { entries.append(("parameters", Self.values(parameters))) }
        if let type { entries.append(("out_dtype", Self.word(type.nameInPyTorch))) }
        let options = Self.sorted(arguments.global.filter { isOption($0.key) }) + layerOptions
        if !options.isEmpty { entries.append(("stockpot", Self.mapping(options))) }
        return try Recipe(Self.mapping(entries))
    }

    /// The options that no method knows: how layers are formed, and which tensors form none.
    private var layerOptions: [(String, YAMLNode)] {
        var options: [(String, YAMLNode)] = []
        if qkv != .asStored { options.append(("qkv", Self.word(qkv.rawValue))) }
        if !ignore.isEmpty {
            options.append(("ignore", Self.node(.sequence(ignore.map(Self.quoted)))))
        }
        return options
    }
}

// MARK: - Values

extension MethodOptions {
    private static func input(_ path: String, _ values: [String: ParameterValue]) -> YAMLNode {
        let parameters = values.isEmpty ? [] : [("parameters", Self.values(values))]
        return mapping([("model", quoted(path))] + parameters)
    }

    private static func values(_ values: [String: ParameterValue]) -> YAMLNode {
        mapping(sorted(values))
    }

    private static func sorted(_ values: [String: ParameterValue]) -> [(String, YAMLNode)] {
        values.sorted { $0.key < $1.key }.map { ($0.key, word($0.value.description)) }
    }

    private static func mapping(_ entries: [(String, YAMLNode)]) -> YAMLNode {
        node(.mapping(entries.map { YAMLEntry(key: $0.0, value: $0.1, line: 1) }))
    }

    private static func word(_ text: String) -> YAMLNode { node(.scalar(text, isQuoted: false)) }

    private static func quoted(_ text: String) -> YAMLNode { node(.scalar(text, isQuoted: true)) }

    private static func node(_ content: YAMLNode.Content) -> YAMLNode {
        YAMLNode(content, path: "command line", line: 1)
    }
}
