extension JSONScanner {
    /// Scans a non-negative integer, exactly.
    package mutating func integer(_ what: String) throws(JSONError) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        while let digit = currentDigit {
            guard let sum = value.multipliedExactly(by: 10)?.addingExactly(UInt64(digit)) else {
                throw failure("\(what) exceeds 64 bits", rule: rules.number, at: start)
            }
            value = sum
            advance()
        }
        let hasLeadingZero = position - start > 1 && bytes[start] == UInt8(ascii: "0")
        guard position > start, !hasLeadingZero, !continuesNumber else {
            let message = "\(what) must be a non-negative integer"
            throw failure(message, rule: rules.number, at: start)
        }
        return value
    }

    /// Scans a number of any form.
    package mutating func number(_ what: String) throws(JSONError) -> JSONNumber {
        let start = position
        try skipNumber()
        let number = JSONNumber(literal: String(decoding: bytes[start..<position], as: UTF8.self))
        guard number.value.isFinite else {
            throw failure("\(what) exceeds 64 bits", rule: rules.number, at: start)
        }
        return number
    }

    private var currentDigit: UInt8? {
        current.flatMap { (0x30...0x39).contains($0) ? $0 - 0x30 : nil }
    }

    private var continuesNumber: Bool {
        current.map { ".eE+-".utf8.contains($0) } ?? false
    }

    /// Passes over a number of any form.
    private mutating func skipNumber() throws(JSONError) {
        if current == UInt8(ascii: "-") { advance() }
        let start = position
        try skipDigits()
        if position - start > 1 && bytes[start] == UInt8(ascii: "0") {
            throw syntaxFailure("a number with a leading zero", at: start)
        }
        if current == UInt8(ascii: ".") {
            advance()
            try skipDigits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            advance()
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { advance() }
            try skipDigits()
        }
    }

    private mutating func skipDigits() throws(JSONError) {
        guard currentDigit != nil else { throw syntaxFailure("expected a value") }
        while currentDigit != nil { advance() }
    }
}

extension JSONScanner {
    /// Whether a null is next; passes over it then.
    package mutating func skipNull() throws(JSONError) -> Bool {
        guard current == UInt8(ascii: "n") else { return false }
        try skipValue()
        return true
    }

    /// Scans `true` or `false`.
    package mutating func boolean(_ what: String) throws(JSONError) -> Bool {
        let value = current == UInt8(ascii: "t")
        guard value || current == UInt8(ascii: "f") else {
            throw failure("\(what) must be true or false", rule: rules.syntax)
        }
        try skipValue()
        return value
    }

    /// Passes over a value of any kind, and checks that it is one.
    package mutating func skipValue() throws(JSONError) {
        switch current {
        case UInt8(ascii: "{"): try skipObject()
        case UInt8(ascii: "["): try skipArray()
        case UInt8(ascii: "\""): _ = try string("a value")
        case UInt8(ascii: "t"): try skipWord("true")
        case UInt8(ascii: "f"): try skipWord("false")
        case UInt8(ascii: "n"): try skipWord("null")
        default: try skipNumber()
        }
    }

    // The nesting limit bounds the recursion.
    private mutating func skipObject() throws(JSONError) {
        try enter(.object, "a value")
        let held = heldNameCount
        defer { heldNameCount = held }
        var seen: Set<UTF8Key> = []
        while try nextName(seen: &seen, held: held) != nil {
            heldNameCount = held + seen.count
            try skipValue()
        }
    }

    private mutating func skipArray() throws(JSONError) {
        try enter(.array, "a value")
        var isFirst = true
        while try next(in: .array, isFirst: &isFirst) { try skipValue() }
    }

    private mutating func skipWord(_ word: String) throws(JSONError) {
        guard bytes[position...].starts(with: word.utf8) else {
            throw syntaxFailure("expected a value")
        }
        advance(by: word.utf8.count)
    }
}
