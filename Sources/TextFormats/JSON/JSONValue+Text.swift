/// Where blanks and ends of lines are put in JSON text.
package enum JSONLayout {
    /// None at all.
    case compact
    /// One line with blanks behind colons and commas, as Python's `json` writes it.
    case spaced
    /// A line for every member and element, indented by two blanks for each level.
    case indented
}

extension JSONValue {
    /// The value as text.
    ///
    /// Characters that could drive a terminal or forge a line are written as escapes, so that the
    /// text can be printed.
    package func text(_ layout: JSONLayout = .spaced) -> String {
        var text = ""
        write(to: &text, layout, indentation: "\n")
        return text
    }

    private func write(to text: inout String, _ layout: JSONLayout, indentation: String) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .number(let number): text += number.literal
        case .string(let value): Self.write(value, to: &text, escaping: .unprintable)
        case .array(let values):
            let inner = indentation + "  "
            Self.write("[", "]", to: &text, layout, indentation) { add in
                for value in values { add { value.write(to: &$0, layout, indentation: inner) } }
            }
        case .list(let list):
            let inner = indentation + "  "
            Self.write("[", "]", to: &text, layout, indentation) { add in
                list.forEachValue { value in
                    add { value.write(to: &$0, layout, indentation: inner) }
                }
            }
        case .object(let members):
            let inner = indentation + "  "
            Self.write("{", "}", to: &text, layout, indentation) { add in
                for member in members {
                    add { text in
                        Self.write(member.key, to: &text, escaping: .unprintable)
                        text += layout.colon
                        member.value.write(to: &text, layout, indentation: inner)
                    }
                }
            }
        }
    }

    /// Writes what is between brackets: items, each added by a function of its own.
    private static func write(
        _ opening: String,
        _ closing: String,
        to text: inout String,
        _ layout: JSONLayout,
        _ indentation: String,
        _ items: (_ add: ((inout String) -> Void) -> Void) -> Void
    ) {
        text += opening
        var isEmpty = true
        items { item in
            if !isEmpty { text += layout.comma }
            if layout == .indented { text += indentation + "  " }
            item(&text)
            isEmpty = false
        }
        if layout == .indented { text += isEmpty ? "\n" + indentation : indentation }
        text += closing
    }
}

extension JSONLayout {
    fileprivate var comma: String { self == .spaced ? ", " : "," }

    fileprivate var colon: String {
        switch self {
        case .compact: ":"
        case .spaced: ": "
        case .indented: " : "
        }
    }
}

extension JSONValue {
    /// Which characters of a string are written as escapes.
    package enum Escaping {
        /// Those that JSON demands: quotes, backslashes and controls below U+0020.
        case required
        /// All that cannot be printed as well.
        case unprintable
    }

    /// A string as JSON text, in quotes.
    package static func quoted(_ string: String, escaping: Escaping = .required) -> String {
        var text = ""
        write(string, to: &text, escaping: escaping)
        return text
    }

    private static func write(_ string: String, to text: inout String, escaping: Escaping) {
        text += "\""
        for scalar in string.unicodeScalars {
            if let letter = letter(scalar) {
                text += "\\" + letter
            } else if scalar.value < 0x20 || escaping == .unprintable && !scalar.isPrintable {
                for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                    let digits = String(unit, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    private static func letter(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\"": "\""
        case "\\": "\\"
        case "\n": "n"
        case "\r": "r"
        case "\t": "t"
        case "\u{8}": "b"
        case "\u{C}": "f"
        default: nil
        }
    }
}
