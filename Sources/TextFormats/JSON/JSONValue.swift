/// A JSON value whose object members keep their order.
package indirect enum JSONValue: Sendable, Equatable {
    case null
    case boolean(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    /// An array whose elements are made when they are written.
    case list(any LongJSONList)
    case object([JSONMember])

    /// The number, if it is one.
    package var number: Double? { if case .number(let number) = self { number.value } else { nil } }

    /// The string, if it is one.
    package var string: String? { if case .string(let value) = self { value } else { nil } }

    /// The members, if it is an object.
    package var members: [JSONMember]? {
        if case .object(let members) = self { members } else { nil }
    }

    package static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.boolean(let left), .boolean(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.isExactly(right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}

/// A member of a JSON object: its name and its value.
package struct JSONMember: Sendable, Equatable {
    /// The name, after unescaping.
    package let key: String
    /// The value.
    package let value: JSONValue

    /// Joins a name and a value.
    package init(_ key: String, _ value: JSONValue) {
        self.key = key
        self.value = value
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.key.isExactly(right.key) && left.value == right.value
    }
}

/// A JSON number, with all digits that were written.
package struct JSONNumber: Sendable, Equatable {
    /// The digits.
    package let literal: String

    /// The nearest double.
    package var value: Double { Double(literal) ?? .nan }

    /// A number that JSON's grammar allows.
    init(literal: String) { self.literal = literal }

    /// The shortest decimal that reads back as the same bits.
    ///
    /// - Precondition: The number is finite: JSON has no others.
    package init(_ number: Double) { self.init(shortest: number) }

    /// The shortest decimal that reads back as the same bits.
    init(shortest number: some BinaryFloatingPoint & CustomStringConvertible) {
        precondition(number.isFinite, "JSON has no \(number)")
        let text = number.description
        literal = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// A whole number.
    package init(_ number: some BinaryInteger) { literal = String(number) }

    package static func == (left: Self, right: Self) -> Bool { left.value == right.value }
}

extension JSONValue {
    /// A number; it must be finite.
    package static func number(_ number: Double) -> JSONValue { .number(JSONNumber(number)) }

    /// A whole number.
    package static func number(_ number: Int) -> JSONValue { .number(JSONNumber(number)) }
}

extension JSONValue {
    /// Reads a text that holds one value.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - what: What the text is, for error messages: `the report`.
    ///   - limits: What it may make its reader allocate.
    /// - Throws: `JSONError`.
    /// - Complexity: O(n) time and memory for n bytes.
    package init(
        _ bytes: [UInt8],
        _ what: String,
        limits: JSONLimits = JSONLimits()
    ) throws(JSONError) {
        var scanner = try JSONScanner(bytes, what, limits: limits)
        scanner.skipWhitespace()
        self = try scanner.value(what)
        try scanner.finish()
    }
}

extension JSONScanner {
    /// Scans a value of any kind; the nesting limit bounds the recursion.
    package mutating func value(_ what: String) throws(JSONError) -> JSONValue {
        switch current {
        case UInt8(ascii: "{"): return .object(try members())
        case UInt8(ascii: "["): return .array(try elements())
        case UInt8(ascii: "\""): return .string(try string(what))
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean(try boolean(what))
        case UInt8(ascii: "n"):
            try skipValue()
            return .null
        default: return .number(try number("a number"))
        }
    }

    private mutating func members() throws(JSONError) -> [JSONMember] {
        try enter(.object, "a value")
        var seen: Set<UTF8Key> = []
        var members: [JSONMember] = []
        while let name = try nextName(seen: &seen) {
            members.append(JSONMember(name, try value("a value")))
        }
        return members
    }

    private mutating func elements() throws(JSONError) -> [JSONValue] {
        try enter(.array, "a value")
        var elements: [JSONValue] = []
        var isFirst = true
        while try next(in: .array, isFirst: &isFirst) { elements.append(try value("a value")) }
        return elements
    }
}
