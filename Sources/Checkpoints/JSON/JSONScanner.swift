package import SystemFiles

/// A strict pull scanner over the bytes of a JSON text.
///
/// It builds nothing but the strings and numbers it is asked for, so that hostile input cannot
/// make it allocate more than the text itself. Its errors carry the byte at which it stopped.
package struct JSONScanner {
    package let bytes: [UInt8]
    let source: JSONSource
    let limits: CheckpointLimits
    /// The tensor whose description is being scanned, for error messages.
    var tensor: String?
    package private(set) var position = 0
    /// The names that are remembered of objects that are being passed over.
    var heldNameCount = 0
    private var depth = 0

    package init(_ bytes: [UInt8], source: JSONSource, limits: CheckpointLimits) {
        self.bytes = bytes
        self.source = source
        self.limits = limits
    }

    /// The byte to be scanned next, or nil at the end.
    package var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func advance(by count: Int = 1) { position += count }

    /// An error of the text at a position, by default the current one.
    package func failure(_ rule: Int, _ message: String, at place: Int? = nil) -> CheckpointError {
        CheckpointError(
            .malformed,
            source.path,
            message,
            tensor: tensor,
            offset: source.baseOffset + UInt64(place ?? position),
            rule: source.numbersRules ? rule : nil
        )
    }
}

/// Where a JSON text stands.
package struct JSONSource {
    let path: String
    /// The position of its first byte in the file.
    let baseOffset: UInt64
    /// Whether the numbered rules of safetensors headers apply.
    let numbersRules: Bool

    package init(path: String, baseOffset: UInt64, numbersRules: Bool) {
        self.path = path
        self.baseOffset = baseOffset
        self.numbersRules = numbersRules
    }
}

extension JSONScanner {
    static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    package mutating func skipWhitespace() {
        while let byte = current, Self.isWhitespace(byte) { advance() }
    }

    /// Enters an object or an array.
    package mutating func enter(
        _ container: JSONContainer,
        rule: Int,
        _ what: String
    ) throws(CheckpointError) {
        guard current == container.opening else {
            throw failure(rule, "\(what) must be \(container.noun)")
        }
        guard depth < limits.nestingDepth else {
            throw failure(6, "JSON nests deeper than \(limits.nestingDepth) levels")
        }
        depth += 1
        advance()
    }

    /// Moves to the next item of a container, or leaves it after the last one.
    package mutating func next(
        in container: JSONContainer,
        isFirst: inout Bool
    ) throws(CheckpointError) -> Bool {
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

    /// The next name in an object, or nil after the last one; stands at its value then.
    ///
    /// - Parameters:
    ///   - seen: The names before it.
    ///   - held: How many names of the objects around it are remembered as well.
    ///   - limit: The most names that may be remembered; nil for the limit on members.
    ///   - duplicateRule: The rule that is broken by a name that stands twice.
    /// - Returns: The name, after unescaping, or nil.
    /// - Throws: A `CheckpointError` for a name that was `seen` before, or for one too many.
    package mutating func nextName(
        seen: inout Set<UTF8Key>,
        held: Int = 0,
        limit: Int? = nil,
        duplicateRule: (String) -> Int
    ) throws(CheckpointError) -> String? {
        let start = position
        guard let name = try memberName(isFirst: seen.isEmpty) else { return nil }
        guard seen.insert(UTF8Key(name)).inserted else {
            throw duplicate(name, rule: duplicateRule(name), behind: start)
        }
        let limit = limit ?? limits.memberCount
        guard seen.count <= limit - held else {
            throw failure(19, "an object has more than \(limit) members", at: start)
        }
        return name
    }

    /// The next name in an object, whether it was there before or not.
    mutating func memberName(isFirst: Bool) throws(CheckpointError) -> String? {
        var isFirst = isFirst
        guard try next(in: .object, isFirst: &isFirst) else { return nil }
        let name = try string("a name", rule: 5)
        skipWhitespace()
        try expect(UInt8(ascii: ":"))
        skipWhitespace()
        return name
    }

    /// The error of a name that was there before; it stands behind a position.
    func duplicate(_ name: String, rule: Int, behind start: Int) -> CheckpointError {
        let place = bytes[start...].firstIndex(of: UInt8(ascii: "\"")) ?? start
        return failure(rule, "the name \(CheckpointError.quote(name)) stands twice", at: place)
    }

    mutating func expect(_ byte: UInt8) throws(CheckpointError) {
        guard current == byte else {
            throw failure(5, "invalid JSON: expected '\(Character(UnicodeScalar(byte)))'")
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
