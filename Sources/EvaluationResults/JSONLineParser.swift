/// A strict reader of one line of JSON.
///
/// General readers keep the first or the last of two equal keys and pass over it in silence; a
/// result that stands twice is a mistake here.
struct JSONLineParser {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    /// Results hold objects in objects at most; a limit keeps hostile lines off the stack.
    private static let deepest = 32

    private init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    /// Reads the value that a line holds.
    ///
    /// - Throws: `JSONLineError` with the byte of the line where the reading stopped.
    /// - Complexity: O(n) for n bytes.
    static func parse(_ line: some Sequence<UInt8>) throws(JSONLineError) -> JSONValue {
        var parser = JSONLineParser(line)
        guard parser.bytes.isValidUTF8 else { throw parser.failure("is not UTF-8") }
        let value = try parser.value()
        parser.skipSpace()
        guard parser.current == nil else { throw parser.failure("text behind the value") }
        return value
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func failure(_ message: String) -> JSONLineError {
        JSONLineError(column: position + 1, message: message)
    }

    private mutating func skipSpace() {
        while let byte = current, [0x20, 0x09, 0x0D].contains(byte) { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard current == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(JSONLineError) {
        guard take(character) else { throw failure("expected '\(character)'") }
    }
}

extension JSONLineParser {
    private mutating func value() throws(JSONLineError) -> JSONValue {
        skipSpace()
        switch current {
        case UInt8(ascii: "{"):
            return .object(
                try nested { parser throws(JSONLineError) in
                    try parser.members()
                }
            )
        case UInt8(ascii: "["):
            return .array(
                try nested { parser throws(JSONLineError) in
                    try parser.elements()
                }
            )
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func nested<Items>(
        _ items: (inout JSONLineParser) throws(JSONLineError) -> Items
    ) throws(JSONLineError) -> Items {
        depth += 1
        guard depth <= Self.deepest else { throw failure("nests too deep") }
        defer { depth -= 1 }
        position += 1
        return try items(&self)
    }

    private mutating func members() throws(JSONLineError) -> [JSONMember] {
        var members: [JSONMember] = []
        var seen: Set<[UInt8]> = []
        if take("}") { return [] }
        repeat {
            skipSpace()
            let key = try string()
            guard seen.insert(Array(key.utf8)).inserted else {
                throw failure("the key \(JSONValue.string(key).text) stands twice")
            }
            try expect(":")
            members.append(JSONMember(key, try value()))
        } while take(",")
        try expect("}")
        return members
    }

    private mutating func elements() throws(JSONLineError) -> [JSONValue] {
        var values: [JSONValue] = []
        if take("]") { return [] }
        repeat { values.append(try value()) } while take(",")
        try expect("]")
        return values
    }

    private mutating func word(
        _ word: String,
        _ value: JSONValue
    ) throws(JSONLineError) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw failure("expected a value") }
        position += word.utf8.count
        return value
    }
}

// MARK: - Numbers and strings

extension JSONLineParser {
    private mutating func number() throws(JSONLineError) -> Double {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        let first = position
        try digits()
        guard position - first == 1 || bytes[first] != UInt8(ascii: "0") else {
            throw failure("a number with a leading zero")
        }
        if current == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Double(text), value.isFinite else {
            throw failure("\(text) exceeds 64 bits")
        }
        return value
    }

    private mutating func digits() throws(JSONLineError) {
        let start = position
        while let byte = current, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw failure("expected a value") }
    }

    private mutating func string() throws(JSONLineError) -> String {
        guard current == UInt8(ascii: "\"") else { throw failure("expected a string") }
        position += 1
        var text: [UInt8] = []
        while let byte = current, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw failure("a bare control character") }
            position += 1
            if byte == UInt8(ascii: "\\") {
                text += Array(String(try escape()).utf8)
            } else {
                text.append(byte)
            }
        }
        guard current != nil else { throw failure("a string without an end") }
        position += 1
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func escape() throws(JSONLineError) -> Unicode.Scalar {
        guard let letter = current else { throw failure("an escape cut short") }
        position += 1
        if letter == UInt8(ascii: "u") { return try scalar() }
        guard let scalar = Self.escapes[letter] else { throw failure("an unknown escape") }
        return scalar
    }

    private static let escapes: [UInt8: Unicode.Scalar] = [
        UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
        UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n",
        UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]

    private mutating func scalar() throws(JSONLineError) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        if UTF16.isLeadSurrogate(first), bytes[position...].starts(with: [0x5C, 0x75]) {
            position += 2
            let second = try codeUnit()
            if UTF16.isTrailSurrogate(second) {
                return UTF16.decode(UTF16.EncodedScalar([first, second]))
            }
        }
        throw failure("half a surrogate pair")
    }

    private mutating func codeUnit() throws(JSONLineError) -> UInt16 {
        let digits = bytes[position...].prefix(4)
        let areDigits = digits.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
        guard digits.count == 4, areDigits,
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw failure("an escape needs four hexadecimal digits") }
        position += 4
        return unit
    }
}

extension [UInt8] {
    fileprivate var isValidUTF8: Bool {
        String(validating: self, as: UTF8.self) != nil
    }
}

/// Why a line is not JSON.
struct JSONLineError: Error, Equatable {
    /// The byte of the line, counted from 1.
    let column: Int
    let message: String
}
