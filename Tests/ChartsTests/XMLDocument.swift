/// A strict reader of the little XML that charts consist of; it takes nothing for granted.
struct XMLDocument {
    struct Element {
        let name: String
        let attributes: [String: String]
        let depth: Int
        /// The text directly inside, with references resolved.
        var text = ""
        /// The number of the element around this one.
        let parent: Int?
    }

    struct Malformed: Error { let reason: String }

    private(set) var elements: [Element] = []
    private var rest: Substring
    private var open: [Int] = []

    init(_ text: String) throws(Malformed) {
        rest = text[...]
        while !rest.isEmpty { try readNext() }
        guard open.isEmpty else { throw Malformed(reason: "an element is not closed") }
        guard elements.filter({ $0.parent == nil }).count == 1 else {
            throw Malformed(reason: "there is not one root")
        }
    }

    func elements(_ name: String) -> [Element] { elements.filter { $0.name == name } }

    /// The elements inside another one, at any depth.
    func elements(inside number: Int) -> [Element] {
        elements[(number + 1)...].prefix { $0.depth > elements[number].depth }.map(\.self)
    }

    private mutating func readNext() throws(Malformed) {
        guard rest.first == "<" else { return try readText() }
        rest.removeFirst()
        if rest.first == "/" { try readEnd() } else { try readStart() }
    }

    private mutating func readText() throws(Malformed) {
        let raw = rest.prefix { $0 != "<" }
        rest = rest[raw.endIndex...]
        let text = try Self.resolve(raw)
        if let current = open.last {
            elements[current].text += text
        } else if !text.allSatisfy(\.isWhitespace) {
            throw Malformed(reason: "text outside the root")
        }
    }

    private mutating func readEnd() throws(Malformed) {
        rest.removeFirst()
        let name = try readName()
        guard let last = open.popLast(), elements[last].name == name, take(">") else {
            throw Malformed(reason: "</\(name)> closes another element")
        }
    }

    private mutating func readStart() throws(Malformed) {
        let name = try readName()
        var attributes: [String: String] = [:]
        while take(" ") {
            let key = try readName()
            guard take("="), take("\"") else { throw Malformed(reason: "no value of \(key)") }
            let value = rest.prefix { $0 != "\"" }
            rest = rest[value.endIndex...]
            guard take("\""), !value.contains("<"), attributes[key] == nil else {
                throw Malformed(reason: "the value of \(key) is broken")
            }
            attributes[key] = try Self.resolve(value)
        }
        let isEmpty = take("/")
        guard take(">") else { throw Malformed(reason: "<\(name) does not end") }
        let element = Element(
            name: name,
            attributes: attributes,
            depth: open.count,
            parent: open.last
        )
        elements.append(element)
        if !isEmpty { open.append(elements.count - 1) }
    }

    private mutating func readName() throws(Malformed) -> String {
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
        guard !name.isEmpty else { throw Malformed(reason: "a name is missing") }
        rest = rest[name.endIndex...]
        return String(name)
    }

    private mutating func take(_ character: Character) -> Bool {
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    private static func resolve(_ raw: Substring) throws(Malformed) -> String {
        let known = [
            "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#39;": "'", "&#10;": "\n",
        ]
        var result = ""
        var rest = raw
        while let first = rest.first {
            guard first == "&" else {
                let isAllowed = rest.unicodeScalars.first.map { $0 == "\n" || $0.value >= 0x20 }
                guard isAllowed == true else { throw Malformed(reason: "a control character") }
                result.append(rest.removeFirst())
                continue
            }
            guard let match = known.first(where: { rest.hasPrefix($0.key) }) else {
                throw Malformed(reason: "a bare ampersand")
            }
            result += match.value
            rest = rest.dropFirst(match.key.count)
        }
        return result
    }
}
