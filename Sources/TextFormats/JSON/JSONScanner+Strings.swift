extension JSONScanner {
    /// Scans a string and resolves its escapes.
    ///
    /// - Parameters:
    ///   - what: What the string is, for error messages.
    ///   - rule: The rule that a value of another kind breaks; nil for that of the syntax.
    /// - Returns: The string, unescaped.
    /// - Throws: `JSONError`.
    package mutating func string(_ what: String, rule: Int? = nil) throws(JSONError) -> String {
        guard current == UInt8(ascii: "\"") else {
            throw failure("\(what) must be a string", rule: rule ?? rules.syntax)
        }
        advance()
        let start = position
        try skipPlainBytes()
        if current == UInt8(ascii: "\"") {
            defer { advance() }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }
        return try escapedString(beginning: Array(bytes[start..<position]))
    }

    /// Moves to the quote or backslash behind the bytes that stand for themselves.
    private mutating func skipPlainBytes() throws(JSONError) {
        let start = position
        while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
            guard byte >= 0x20 else { throw syntaxFailure("a bare control character") }
            advance()
        }
        try requireLength(position - start, from: start)
        guard current != nil else { throw syntaxFailure("a string without an end") }
    }

    private func requireLength(_ count: Int, from start: Int) throws(JSONError) {
        guard count <= limits.stringByteCount else {
            let limit = limits.stringByteCount
            let message = "a string is longer than the limit of \(limit) bytes"
            throw failure(message, rule: rules.limit, at: start)
        }
    }

    private mutating func escapedString(
        beginning plain: [UInt8]
    ) throws(JSONError) -> String {
        var text = plain
        while current == UInt8(ascii: "\\") {
            text += Array(String(try escapedScalar()).utf8)
            let start = position
            try skipPlainBytes()
            text += bytes[start..<position]
            try requireLength(text.count, from: start)
        }
        advance()
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
        let start = position
        advance()
        guard let letter = current else { throw syntaxFailure("an escape cut short") }
        advance()
        if letter == UInt8(ascii: "u") { return try unicodeScalar(start: start) }
        guard let scalar = Self.escapes[letter] else {
            throw syntaxFailure("an unknown escape", at: start)
        }
        return scalar
    }

    private static let escapes: [UInt8: Unicode.Scalar] = [
        UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
        UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n",
        UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]

    /// The scalar of one `\u` escape, or of two that form a surrogate pair.
    private mutating func unicodeScalar(start: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let isPair = UTF16.isLeadSurrogate(first) && bytes[position...].starts(with: [0x5C, 0x75])
        if isPair {
            advance(by: 2)
            let second = try codeUnit()
            if UTF16.isTrailSurrogate(second) {
                return UTF16.decode(UTF16.EncodedScalar([first, second]))
            }
        }
        throw syntaxFailure("half a surrogate pair", at: start)
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            let character = current.map { Character(UnicodeScalar($0)) }
            guard let digit = character?.hexDigitValue, character?.isASCII == true else {
                throw syntaxFailure("an escape needs four hexadecimal digits")
            }
            value = value << 4 | UInt16(digit)
            advance()
        }
        return value
    }
}
