/// Reads expressions, by recursive descent of bounded depth.
struct PatternParser {
    private let text: String
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    init(_ text: String) {
        self.text = text
        // What is too long is refused before it is looked at.
        let isShort = text.utf8.count <= PatternLimits.byteCount
        scalars = isShort ? Array(text.unicodeScalars) : []
    }

    mutating func parse() throws(PatternError) -> PatternNode {
        guard text.utf8.count <= PatternLimits.byteCount else {
            throw error("an expression has \(PatternLimits.byteCount) bytes at most", at: 0)
        }
        let node = try choice()
        guard next == nil else { throw error("')' closes no group; write \\) for the sign itself") }
        return node
    }

    private var next: Unicode.Scalar? {
        position < scalars.count ? scalars[position] : nil
    }

    private func error(_ reason: String, at place: Int? = nil) -> PatternError {
        PatternError(pattern: text, position: (place ?? position) + 1, reason: reason)
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private mutating func choice() throws(PatternError) -> PatternNode {
        var choices = [try sequence()]
        while take("|") { choices.append(try sequence()) }
        return choices.count == 1 ? choices[0] : .choice(choices)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            let start = position
            let part = try self.part(scalar)
            parts.append(try quantified(part, from: start))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func part(_ scalar: Unicode.Scalar) throws(PatternError) -> PatternNode {
        switch scalar {
        case "*", "+", "?", "{":
            throw error("'\(scalar)' repeats nothing; write \\\(scalar) for the sign itself")
        case "(": return try group()
        case "[": return .one(try scalarClass())
        case "\\": return try escape()
        default: break
        }
        position += 1
        return switch scalar {
        case ".": .one(ScalarSet.newline.inverted)
        case "^": .place(.start)
        case "$": .place(.end)
        default: .one(ScalarSet(scalar))
        }
    }

    private mutating func group() throws(PatternError) -> PatternNode {
        let start = position
        position += 1
        if take("?"), !take(":") {
            throw error(
                "groups are (...) and (?:...); lookaround, flags and names are not supported",
                at: start
            )
        }
        depth += 1
        guard depth <= PatternLimits.depth else {
            throw error("groups nest \(PatternLimits.depth) deep at most", at: start)
        }
        let node = try choice()
        depth -= 1
        guard take(")") else { throw error("this group is not closed", at: start) }
        return node
    }
}

// MARK: - Repetitions

extension PatternParser {
    private mutating func quantified(
        _ part: PatternNode,
        from start: Int
    ) throws(PatternError) -> PatternNode {
        guard let (least, most) = try quantifier() else { return part }
        if case .place = part, scalars[start] != "(" {
            throw error("an anchor holds or does not; it is not repeated", at: start)
        }
        // Lazy or not, the same names match.
        _ = take("?")
        if let next, ["*", "+", "?", "{"].contains(next) {
            throw error("a repetition is not repeated; put the first one in a group")
        }
        return .repeated(part, least, most)
    }

    private mutating func quantifier() throws(PatternError) -> (least: Int, most: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = position
        guard take("{") else { return nil }
        let least = try number()
        let most = take(",") ? try number() : least
        guard take("}"), least != nil || most != nil, least ?? 0 <= most ?? .max else {
            throw error("a repetition is {m}, {m,}, {,n} or {m,n}, m not above n", at: start)
        }
        return (least ?? 0, most)
    }

    private mutating func number() throws(PatternError) -> Int? {
        let start = position
        while let next, ScalarSet.digit.contains(next) { position += 1 }
        guard position > start else { return nil }
        var digits = ""
        digits.unicodeScalars.append(contentsOf: scalars[start..<position])
        guard let number = Int(digits), number <= PatternLimits.repetition else {
            throw error("a repetition counts to \(PatternLimits.repetition) at most", at: start)
        }
        return number
    }
}

// MARK: - Classes and escapes

extension PatternParser {
    private mutating func scalarClass() throws(PatternError) -> ScalarSet {
        let start = position
        position += 1
        let isInverted = take("^")
        var set = ScalarSet(ranges: [])
        repeat {
            guard let scalar = next else { throw error("this class is not closed", at: start) }
            guard scalar != "[", scalar != "]" else {
                throw error("write \\\(scalar) for the sign itself in a class")
            }
            let (item, first) = try classItem()
            let hasEnd = next == "-" && position + 1 < scalars.count && scalars[position + 1] != "]"
            guard let first, hasEnd else {
                set = set.union(item)
                continue
            }
            position += 1
            let end = position
            guard let last = try classItem().scalar, first <= last else {
                throw error("a range goes from one scalar to a greater one", at: end)
            }
            set = set.union(ScalarSet([(first, last)]))
        } while !take("]")
        return isInverted ? set.inverted : set
    }

    /// One scalar of a class, or a set that an escape stands for.
    private mutating func classItem() throws(PatternError) -> (ScalarSet, scalar: Unicode.Scalar?) {
        guard let scalar = next else { throw error("this class is not closed") }
        if scalar == "[" { throw error("write \\[ for the sign itself in a class") }
        position += 1
        guard scalar == "\\" else { return (ScalarSet(scalar), scalar) }
        let name = try escapeName()
        if let set = Self.sets[name] { return (set, nil) }
        let meant = try literal(name)
        return (ScalarSet(meant), meant)
    }

    private mutating func escape() throws(PatternError) -> PatternNode {
        position += 1
        let name = try escapeName()
        if let set = Self.sets[name] { return .one(set) }
        if let place = Self.places[name] { return .place(place) }
        return .one(ScalarSet(try literal(name)))
    }

    /// What follows a backslash.
    private mutating func escapeName() throws(PatternError) -> Unicode.Scalar {
        guard let name = next else {
            throw error(
                "a backslash ends the expression; write \\\\ for the sign itself",
                at: position - 1
            )
        }
        position += 1
        return name
    }

    private mutating func literal(_ name: Unicode.Scalar) throws(PatternError) -> Unicode.Scalar {
        if let scalar = Self.controls[name] { return scalar }
        if let count = Self.digitCounts[name] { return try scalar(hexadecimalDigits: count) }
        guard !ScalarSet.word.contains(name) else {
            throw error("\\\(name) has no meaning here", at: position - 2)
        }
        return name
    }

    private mutating func scalar(
        hexadecimalDigits count: Int
    ) throws(PatternError) -> Unicode.Scalar {
        let digits = scalars[position...].prefix(count)
        var text = ""
        text.unicodeScalars.append(contentsOf: digits)
        guard digits.count == count, digits.allSatisfy(\.properties.isASCIIHexDigit),
            let scalar = UInt32(text, radix: 16).flatMap(Unicode.Scalar.init)
        else { throw error("\(count) hexadecimal digits of a scalar were expected") }
        position += count
        return scalar
    }

    private static let sets: [Unicode.Scalar: ScalarSet] = [
        "d": .digit, "D": .digit.inverted, "w": .word, "W": .word.inverted,
        "s": .space, "S": .space.inverted,
    ]
    private static let places: [Unicode.Scalar: PatternPlace] = [
        "b": .wordBoundary, "B": .noWordBoundary, "A": .start, "z": .end, "Z": .end,
    ]
    private static let controls: [Unicode.Scalar: Unicode.Scalar] = [
        "t": "\t", "n": "\n", "r": "\r", "f": "\u{C}", "v": "\u{B}",
    ]
    private static let digitCounts: [Unicode.Scalar: Int] = ["x": 2, "u": 4]
}
