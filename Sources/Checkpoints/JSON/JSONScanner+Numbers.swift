import SystemFiles

extension JSONScanner {
    /// Scans a non-negative integer, exactly.
    package mutating func integer(_ what: String) throws(CheckpointError) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        while let digit = currentDigit {
            let (tens, high) = value.multipliedReportingOverflow(by: 10)
            let (sum, low) = tens.addingReportingOverflow(UInt64(digit))
            guard !high, !low else { throw failure(10, "\(what) exceeds 64 bits", at: start) }
            value = sum
            advance()
        }
        let hasLeadingZero = position - start > 1 && bytes[start] == UInt8(ascii: "0")
        guard position > start, !hasLeadingZero, !continuesNumber else {
            throw failure(10, "\(what) must be a non-negative integer", at: start)
        }
        return value
    }

    private var currentDigit: UInt8? {
        current.flatMap { (0x30...0x39).contains($0) ? $0 - 0x30 : nil }
    }

    private var continuesNumber: Bool {
        current.map { ".eE+-".utf8.contains($0) } ?? false
    }

    /// Passes over a number of any form.
    private mutating func skipNumber() throws(CheckpointError) {
        if current == UInt8(ascii: "-") { advance() }
        let start = position
        try skipDigits()
        if position - start > 1 && bytes[start] == UInt8(ascii: "0") {
            throw failure(5, "invalid JSON: a number with a leading zero", at: start)
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

    private mutating func skipDigits() throws(CheckpointError) {
        guard currentDigit != nil else { throw failure(5, "invalid JSON: expected a value") }
        while currentDigit != nil { advance() }
    }
}

extension JSONScanner {
    /// Passes over a value of any kind, and checks that it is one.
    package mutating func skipValue() throws(CheckpointError) {
        switch current {
        case UInt8(ascii: "{"): try skipObject()
        case UInt8(ascii: "["): try skipArray()
        case UInt8(ascii: "\""): _ = try string("a value", rule: 5)
        case UInt8(ascii: "t"): try skipWord("true")
        case UInt8(ascii: "f"): try skipWord("false")
        case UInt8(ascii: "n"): try skipWord("null")
        default: try skipNumber()
        }
    }

    // The nesting limit bounds the recursion.
    private mutating func skipObject() throws(CheckpointError) {
        try enter(.object, rule: 5, "a value")
        let held = heldNameCount
        defer { heldNameCount = held }
        var seen: Set<UTF8Key> = []
        while try nextName(seen: &seen, held: held, duplicateRule: { _ in 17 }) != nil {
            heldNameCount = held + seen.count
            try skipValue()
        }
    }

    private mutating func skipArray() throws(CheckpointError) {
        try enter(.array, rule: 5, "a value")
        var isFirst = true
        while try next(in: .array, isFirst: &isFirst) { try skipValue() }
    }

    private mutating func skipWord(_ word: String) throws(CheckpointError) {
        guard bytes[position...].starts(with: word.utf8) else {
            throw failure(5, "invalid JSON: expected a value")
        }
        advance(by: word.utf8.count)
    }
}
