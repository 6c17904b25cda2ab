internal import TextFormats

extension YAMLNode {
    /// Whether it is nothing: an absent value, `~` or `null`.
    public var isNull: Bool {
        guard case .scalar(let text, isQuoted: false) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The text of a scalar.
    public var text: String? {
        guard case .scalar(let text, _) = content, !isNull else { return nil }
        return text
    }

    /// The number that a scalar spells, quoted or not; nil where it is not a finite number.
    ///
    /// Underscores, hexadecimal digits and the names of infinity are not numbers.
    public var number: Double? {
        guard case .scalar(let text, _) = content,
            text.utf8.allSatisfy({ Self.numeric.contains($0) }),
            let value = Double(text), value.isFinite
        else { return nil }
        return value
    }

    /// The whole number that a scalar spells.
    public var integer: Int? { number.flatMap { Int(exactly: $0) } }

    /// What an unquoted `true` or `false` says, in any of YAML 1.1's spellings.
    public var boolean: Bool? {
        guard case .scalar(let text, isQuoted: false) = content else { return nil }
        return switch text {
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": true
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": false
        default: nil
        }
    }

    /// The items of a list.
    public var items: [YAMLNode]? {
        guard case .sequence(let items) = content else { return nil }
        return items
    }

    /// The entries of a mapping.
    public var entries: [YAMLEntry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }

    /// The value of a mapping's key.
    public subscript(key: String) -> YAMLNode? { entries?.first { $0.key.isExactly(key) }?.value }

    /// What it is, in words, for messages.
    public var kind: String {
        switch content {
        case .scalar: isNull ? "nothing" : "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    private static let numeric = Set("0123456789+-.eE".utf8)
}
