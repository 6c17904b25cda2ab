/// A strict pull scanner over the bytes of a JSON text.
///
/// It builds nothing but the strings and numbers it is asked for, so that hostile input cannot
/// make it allocate more than the text itself. Duplicate names are errors; general readers keep
/// one of them without a word. Errors carry the byte at which the scanner stopped.
package struct JSONScanner {
    package let bytes: [UInt8]
    package let limits: JSONLimits
    /// What the text is, for error messages.
    private let what: String
    let rules: JSONRules
    /// The thing whose description is being scanned, for error messages.
    package var subject: String?
    /// The byte to be scanned next.
    package private(set) var position = 0
    /// The names that are remembered of objects that are being passed over.
    var heldNameCount = 0
    private var depth = 0

    /// Begins at the first byte.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - what: What the text is, for error messages: `the index`.
    ///   - limits: What it may make its reader allocate.
    ///   - rules: The numbers of the rules that it has to keep.
    /// - Throws: `JSONError` for a text that is not UTF-8.
    package init(
        _ bytes: [UInt8],
        _ what: String,
        limits: JSONLimits = JSONLimits(),
        rules: JSONRules = .unnumbered
    ) throws(JSONError) {
        self.bytes = bytes
        self.what = what
        self.limits = limits
        self.rules = rules
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            let place = error.byteOffsets.lowerBound
            throw JSONError("\(what) is not UTF-8", offset: place, rule: rules.encoding)
        }
    }

    /// The byte to be scanned next, or nil at the end.
    package var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func advance(by count: Int = 1) { position += count }

    /// An error of the text at a position, by default the current one.
    package func failure(_ message: String, rule: Int? = nil, at place: Int? = nil) -> JSONError {
        JSONError(message, offset: place ?? position, subject: subject, rule: rule)
    }

    func syntaxFailure(_ message: String, at place: Int? = nil) -> JSONError {
        failure("invalid JSON: " + message, rule: rules.syntax, at: place)
    }
}

extension JSONScanner {
    /// Whether JSON takes a byte for a blank between values.
    package static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// Passes over blanks.
    package mutating func skipWhitespace() {
        while let byte = current, Self.isWhitespace(byte) { advance() }
    }

    /// Checks that nothing but blanks is left.
    package mutating func finish() throws(JSONError) {
        skipWhitespace()
        guard current == nil else {
            throw failure("\(what) continues after its end", rule: rules.syntax)
        }
    }

    /// Enters an object or an array.
    package mutating func enter(
        _ container: JSONContainer,
        _ what: String,
        rule: Int? = nil
    ) throws(JSONError) {
        guard current == container.opening else {
            throw failure("\(what) must be \(container.noun)", rule: rule ?? rules.syntax)
        }
        guard depth < limits.nestingDepth else {
            throw failure(
                "JSON nests deeper than \(limits.nestingDepth) levels",
                rule: rules.nesting
            )
        }
        depth += 1
        advance()
    }

    /// Moves to the next item of a container, or leaves it after the last one.
    package mutating func next(
        in container: JSONContainer,
        isFirst: inout Bool
    ) throws(JSONError) -> Bool {
        skipWhitespace()
        if current == container.closing {
            depth -= 1
            advance()
            return false
        }
        if !isFirst {
            try expect(UInt8(ascii: ","))
            skipWhitespace()
        }
        isFirst = false
        return true
    }

    /// The next name in an object, or nil after the last one; the scanner is at its value then.
    ///
    /// - Parameters:
    ///   - seen: The names before it.
    ///   - held: How many names of the objects around it are remembered as well.
    /// - Returns: The name, after unescaping, or nil.
    /// - Throws: `JSONError` for a name that was `seen` before, or for one too many.
    package mutating func nextName(
        seen: inout Set<UTF8Key>,
        held: Int = 0
    ) throws(JSONError) -> String? {
        let start = position
        guard let name = try memberName(isFirst: seen.isEmpty) else { return nil }
        guard seen.insert(UTF8Key(name)).inserted else {
            throw duplicate(name, behind: start)
        }
        try requireMembers(seen.count + held, from: start)
        return name
    }

    /// Refuses an object with more members than are remembered.
    ///
    /// - Parameters:
    ///   - count: How many there are so far.
    ///   - start: Where the last of them begins.
    /// - Throws: `JSONError`.
    package func requireMembers(_ count: Int, from start: Int) throws(JSONError) {
        let limit = limits.memberCount
        guard count <= limit else {
            throw failure("an object has more than \(limit) members", rule: rules.limit, at: start)
        }
    }

    /// The next name in an object, whether it was there before or not.
    package mutating func memberName(isFirst: Bool) throws(JSONError) -> String? {
        var isFirst = isFirst
        guard try next(in: .object, isFirst: &isFirst) else { return nil }
        let name = try string("a name")
        skipWhitespace()
        try expect(UInt8(ascii: ":"))
        skipWhitespace()
        return name
    }

    /// The error of a name that was there before, and is found again behind a position.
    package func duplicate(_ name: String, rule: Int? = nil, behind start: Int) -> JSONError {
        let place = bytes[start...].firstIndex(of: UInt8(ascii: "\"")) ?? start
        let message = "the name \(PrintableText.quoted(name)) appears twice"
        return failure(message, rule: rule ?? rules.duplicate, at: place)
    }

    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard current == byte else {
            throw syntaxFailure("expected '\(Character(UnicodeScalar(byte)))'")
        }
        advance()
    }
}

/// The two kinds of JSON values that hold others.
package enum JSONContainer {
    case object, array

    var opening: UInt8 { self == .object ? UInt8(ascii: "{") : UInt8(ascii: "[") }
    var closing: UInt8 { self == .object ? UInt8(ascii: "}") : UInt8(ascii: "]") }
    var noun: String { self == .object ? "a JSON object" : "a JSON array" }
}
