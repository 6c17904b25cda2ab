/// Text made safe to be in an XML document, in an attribute as well as between tags.
package struct XMLText {
    /// The text with its special characters as references.
    package let escaped: String

    /// Escapes a text.
    package init(_ text: String) {
        var result = ""
        for scalar in text.unicodeScalars { result += Self.escape(scalar) }
        escaped = result
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\"": "&quot;"
        case "'": "&#39;"
        case "\n": "&#10;"
        default: isAllowed(scalar) ? String(scalar) : "\u{FFFD}"
        }
    }

    // XML 1.0 has no way to write control characters, not even as references; characters that
    // change the direction of writing would let a name rearrange what is around it.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: scalar.value & 0xFFFE != 0xFFFE
        }
    }
}
