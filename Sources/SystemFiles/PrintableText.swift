/// Text from files that nobody vouches for, made safe to print.
///
/// Control characters could forge lines of a log or drive the terminal.
package enum PrintableText {
    /// The text in quotes, shortened where it is very long.
    package static func quoted(_ text: String) -> String {
        let longest = 200
        let shown = text.unicodeScalars.prefix(longest)
        let isWhole = shown.endIndex == text.unicodeScalars.endIndex
        return "'" + escaped(String(shown)) + (isWhole ? "'" : "...'")
    }

    /// The text with its control characters written as escapes.
    package static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
