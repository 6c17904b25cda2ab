/// A JSON value whose object keys keep their order.
public indirect enum JSONValue: Sendable, Equatable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([JSONMember])

    /// The number, if it is one.
    public var number: Double? { if case .number(let value) = self { value } else { nil } }

    /// The string, if it is one.
    public var string: String? { if case .string(let value) = self { value } else { nil } }
}

/// A key of a JSON object, with its value.
public struct JSONMember: Sendable, Equatable {
    /// The key, after unescaping.
    public let key: String
    /// What stands behind it.
    public let value: JSONValue

    /// Joins a key and a value.
    public init(_ key: String, _ value: JSONValue) {
        self.key = key
        self.value = value
    }
}

extension JSONValue {
    /// The value as text on one line, spaced as Python's `json` does.
    ///
    /// - Precondition: Numbers are finite: JSON has no others.
    /// - Numerics: Numbers are the shortest decimals that read back as the same bits.
    public var text: String {
        switch self {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .number(let value): Self.text(of: value)
        case .string(let value): Self.quoted(value)
        case .array(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
        case .object(let members): "{" + members.map(\.text).joined(separator: ", ") + "}"
        }
    }

    private static func text(of number: Double) -> String {
        precondition(number.isFinite, "JSON has no \(number)")
        let text = number.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func quoted(_ text: String) -> String {
        text.unicodeScalars.reduce("\"") { $0 + escaped($1) } + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\t": "\\t"
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
            "\\u" + fourDigits(scalar.value)
        default: String(scalar)
        }
    }

    private static func fourDigits(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}

extension JSONMember {
    fileprivate var text: String { JSONValue.string(key).text + ": " + value.text }
}
