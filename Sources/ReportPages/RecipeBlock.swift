internal import TextFormats

/// A recipe as YAML that people read: a line for each key, blocks indented.
///
/// Outputs record their recipe as JSON on one line, which is YAML too. This is the same value: every text
/// that YAML could take for something else stays in quotes.
struct RecipeBlock {
    /// The lines; what is not JSON is shown as it is.
    let text: String

    /// - Parameter recorded: The recipe of a report; documents have a line `---` between them.
    init(_ recorded: String) {
        text = recorded.split(separator: "\n---\n").map { document in
            guard let value = try? JSONValue(Array(document.utf8), "the recipe") else {
                return String(document)
            }
            return Self.lines(value, indentation: "").joined(separator: "\n")
        }.joined(separator: "\n---\n")
    }

    private static func lines(_ value: JSONValue, indentation: String) -> [String] {
        switch value {
        case .object(let members) where !members.isEmpty:
            members.flatMap { entry("\(indentation)\(plain($0.key)):", $0.value, indentation) }
        case .array(let values) where !values.isEmpty:
            values.flatMap { value -> [String] in
                let inner = lines(value, indentation: indentation + "  ")
                // The first line of a block shares its line with the hyphen.
                return ["\(indentation)- \(inner[0].dropFirst(indentation.count + 2))"]
                    + inner.dropFirst()
            }
        default: [indentation + scalar(value)]
        }
    }

    /// A key with its value: on the same line where that is short, else in a block.
    private static func entry(_ key: String, _ value: JSONValue, _ indentation: String) -> [String]
    {
        switch value {
        case .object(let members) where !members.isEmpty:
            [key] + lines(value, indentation: indentation + "  ")
        case .array(let values) where !values.isEmpty:
            [key] + lines(value, indentation: indentation + "  ")
        default: [key + " " + scalar(value)]
        }
    }

    private static func scalar(_ value: JSONValue) -> String {
        if case .string(let text) = value { return plain(text) }
        return value.text(.spaced)
    }

    /// A text without quotes where YAML reads it as a text.
    private static func plain(_ text: String) -> String {
        let isPlain =
            text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte) || "_-./".utf8.contains(byte)
            }
            && text.utf8.first.map { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
                == true
        let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        return isPlain && !words.contains(text.lowercased()) ? text : JSONValue.string(text).text()
    }
}
