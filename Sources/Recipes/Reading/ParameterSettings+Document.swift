internal import MergeEngine
internal import Merging

extension ParameterSettings {
    /// Reads `parameters`; values that a method's parameters do not take are left to its check.
    init(_ node: YAMLNode?, of method: MethodDescription?) throws(RecipeError) {
        guard let node, !node.isNull else {
            self = .none
            return
        }
        guard let entries = node.entries else {
            throw node.error("'parameters' must be a mapping, not \(node.kind)")
        }
        self.init(
            try RecipeErrors.map(entries) { entry throws(RecipeError) in
                try ParameterSetting(entry, method?.parameter(entry.key)?.kind)
            }
        )
    }
}

extension ParameterSetting {
    fileprivate init(_ entry: YAMLEntry, _ kind: ParameterKind?) throws(RecipeError) {
        let node = entry.value
        let cases: [Case] =
            switch node.content {
            case .mapping: [try Case(node, kind)]
            case .sequence(let items) where items.contains { $0.entries != nil }:
                try items.map { item throws(RecipeError) in try Case(item, kind) }
            case .sequence, .scalar:
                [Case(filter: nil, try ParameterForm(node, kind), at: node.place)]
            }
        self.init(entry.key, cases, at: RecipePlace(path: node.path, line: entry.line))
    }
}

extension ParameterSetting.Case {
    fileprivate init(_ node: YAMLNode, _ kind: ParameterKind?) throws(RecipeError) {
        _ = try node.entries("a conditional value", known: Self.keys)
        guard let value = node["value"] else {
            throw node.error("a conditional value needs the key 'value'")
        }
        if let filter = node["filter"], !filter.isNull, filter.text == nil {
            throw filter.error("'filter' takes a part of a tensor's name, not \(filter.kind)")
        }
        self.init(filter: node["filter"]?.text, try ParameterForm(value, kind), at: value.place)
        keys = node.keys(usual: Self.keys)
    }
}

extension ParameterForm {
    fileprivate init(_ node: YAMLNode, _ kind: ParameterKind?) throws(RecipeError) {
        switch node.content {
        case .scalar:
            guard let value = ParameterValue(node, kind) else {
                throw node.error("a parameter without a value")
            }
            self = .constant(value)
        case .sequence(let items):
            self = .gradient(
                try items.map { item throws(RecipeError) in
                    guard let value = ParameterValue(item, kind) else {
                        throw item.error("a gradient holds single values, not \(item.kind)")
                    }
                    return value
                }
            )
        case .mapping:
            throw node.error("a parameter's value is a single value or a list, not a mapping")
        }
    }
}

extension ParameterValue {
    /// The value of a scalar; nil for anything else.
    ///
    /// Numbers may be in quotes, as in mergekit.
    init?(_ node: YAMLNode, _ kind: ParameterKind?) {
        guard let text = node.text else { return nil }
        if kind?.isNumeric ?? true, let number = node.number {
            self = .number(number)
        } else {
            self = node.boolean.map { .boolean($0) } ?? .text(text)
        }
    }
}

extension ParameterKind {
    fileprivate var isNumeric: Bool {
        switch self {
        case .number, .integer: true
        case .boolean, .choice: false
        }
    }
}
