internal import CLIPModels
internal import Checkpoints
internal import Merging
internal import Patterns
internal import Tensors

extension Recipe {
    /// The recipe in one line that is both JSON and YAML: equal recipes have the same text, and
    /// reading it gives an equal recipe again.
    ///
    /// Models have the names that the recipe gives them. Keys keep the order of the document.
    public var text: String {
        let whole = modules.count == 1 && modules[0].name == nil ? modules[0] : nil
        return Text.mapping(
            [
                ("merge_method", Text.quoted(method.name)),
                ("base_model", base.map { Text.quoted($0.name) }),
                (whole?.contentKey ?? "modules", whole?.content ?? modulesText),
                ("parameters", parameters.text),
                ("dtype", inputType.map { Text.quoted($0.nameInPyTorch) }),
                ("out_dtype", outputType.map { Text.quoted($0.nameInPyTorch) }),
                ("stockpot", options.text),
                ("name", name.map(Text.quoted)),
            ],
            keys
        ) ?? ""
    }

    /// All keys, in the order in which they are written.
    package static let keys = [
        "merge_method", "base_model", "models", "slices", "modules", "parameters", "dtype",
        "out_dtype", "stockpot", "name",
    ]

    private var modulesText: String {
        Text.mapping(modules.map { ($0.name?.rawValue ?? "", $0.text) }) ?? "{}"
    }
}

extension RecipeModule {
    package static let keys = ["models", "slices", "parameters"]

    fileprivate var contentKey: String { slices.first?.layerCount == nil ? "models" : "slices" }

    fileprivate var content: String {
        contentKey == "models"
            ? Text.list(slices.flatMap(\.sources).map(\.text)) : Text.list(slices.map(\.text))
    }

    fileprivate var text: String? {
        Text.mapping([(contentKey, content), ("parameters", parameters.text)], keys)
    }
}

extension RecipeSlice {
    package static let keys = ["sources", "base_model", "parameters"]

    fileprivate var text: String? {
        Text.mapping(
            [
                ("sources", Text.list(sources.map(\.text))),
                ("base_model", base.map { Text.quoted($0.name) }),
                ("parameters", parameters.text),
            ],
            keys
        )
    }
}

extension RecipeSource {
    package static let keys = ["model", "layer_range", "parameters"]

    fileprivate var text: String? {
        Text.mapping(
            [
                ("model", Text.quoted(model.name)),
                ("layer_range", layers.map { "[\($0.lowerBound), \($0.upperBound)]" }),
                ("parameters", parameters.text),
            ],
            keys
        )
    }
}

extension RecipeOptions {
    fileprivate var text: String? {
        Text.mapping(Self.keys.map { ($0, text(of: $0)) }, keys)
    }

    private func text(of key: String) -> String? {
        switch key {
        case "head": head.map { Text.quoted($0.rawValue) }
        case "qkv": projections.map { Text.quoted($0.rawValue) }
        case "ignore": Self.text(ignored)
        case "include": Self.text(included)
        case "exclude": Self.text(excluded)
        case "flat": isFlat.map { "\($0)" }
        case "tensors": absence.map { Text.quoted($0.rawValue) }
        case "activation": choices.activation.map { Text.quoted($0.rawValue) }
        case "heads": choices.headCount.map { "\($0)" }
        case "text_heads": choices.textHeadCount.map { "\($0)" }
        case "state_dict": reading.pyTorch.stateDictionary.map(Text.quoted)
        case "strip_prefix": Self.text(reading.strippedPrefixes)
        case "skip_unknown_globals": reading.pyTorch.skipsUnknownGlobals ? "true" : nil
        default: parameters[key]?.text
        }
    }

    private static func text(_ patterns: [Pattern]) -> String? { text(patterns.map(\.text)) }

    private static func text(_ list: [String]) -> String? {
        list.isEmpty ? nil : Text.list(list.map(Text.quoted))
    }
}

// MARK: - Parameters

extension ParameterSettings {
    fileprivate var text: String? { Text.mapping(settings.map { ($0.name, $0.text) }) }
}

extension ParameterSetting {
    fileprivate var text: String? {
        cases.count == 1 && cases[0].filter == nil
            ? cases[0].form.text : Text.list(cases.map(\.text))
    }
}

extension ParameterSetting.Case {
    package static let keys = ["filter", "value"]

    fileprivate var text: String? {
        Text.mapping([("filter", filter.map(Text.quoted)), ("value", form.text)], keys)
    }
}

extension ParameterForm {
    fileprivate var text: String {
        switch self {
        case .constant(let value): Text.value(value)
        case .gradient(let values): Text.list(values.map(Text.value))
        }
    }
}

/// The pieces of a recipe's text.
private enum Text {
    /// A mapping of the entries that are there; nil where none is.
    static func mapping(
        _ entries: [(key: String, text: String?)],
        _ keys: DocumentKeys = DocumentKeys()
    ) -> String? {
        let present = entries.compactMap { entry in entry.text.map { (entry.key, $0) } }
        guard !present.isEmpty else { return nil }
        return "{"
            + keys.sorted(present).map { "\(quoted($0.key)): \($0.text)" }
            .joined(separator: ", ") + "}"
    }

    static func list(_ items: [String?]) -> String {
        "[" + items.compactMap(\.self).joined(separator: ", ") + "]"
    }

    static func value(_ value: ParameterValue) -> String {
        switch value {
        case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
        case .boolean(let boolean): "\(boolean)"
        case .text(let text): quoted(text)
        }
    }

    /// Text in quotes, in which whatever YAML does not print, or takes for the end of a line, is
    /// written by its number.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5C: result += "\\" + String(scalar)
            case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
