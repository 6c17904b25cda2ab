/// Text that is safe to print.
///
/// Names from files and arguments can hold control characters, which drive a terminal and forge
/// lines of a log, and can be megabytes long. Text that is made by interpolation holds them escaped
/// and shortened: only what the program itself writes is taken as it is. What is printed has this
/// type, so that nothing can be printed otherwise:
///
///     let text: PrintableText = "\(name) was written\n"
package struct PrintableText: Sendable {
    /// The text.
    package let text: String

    /// Takes lines that were made printable before.
    private init(_ text: String) { self.text = text }
}

/// What is printed on several lines: it says itself where they end.
package protocol PrintableTextConvertible {
    /// The lines, in which text from outside is escaped.
    var printableText: PrintableText { get }
}

extension PrintableText: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self.init(value) }

    package init(stringInterpolation: StringInterpolation) { self.init(stringInterpolation.text) }

    /// The parts of a text.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) { text += literal }

        /// Adds text that is printable.
        package mutating func appendInterpolation(_ part: PrintableText) { text += part.text }

        /// Adds a value that knows its own lines.
        package mutating func appendInterpolation(_ part: some PrintableTextConvertible) {
            text += part.printableText.text
        }

        /// Adds text from outside, on one line, shortened where it is very long.
        package mutating func appendInterpolation(_ part: some StringProtocol) {
            text += PrintableText.escaped(PrintableText.shortened(String(part)))
        }

        /// Adds what describes a value, on one line, shortened where it is very long.
        package mutating func appendInterpolation(_ part: some CustomStringConvertible) {
            appendInterpolation(part.description)
        }

        /// Adds what an error says: on one line, shortened where it is very long, unless the error
        /// knows its own lines.
        package mutating func appendInterpolation(_ error: any Error) {
            if let error = error as? any PrintableTextConvertible {
                text += error.printableText.text
            } else {
                appendInterpolation("\(error)")
            }
        }
    }
}

extension PrintableText {
    /// Joins two texts.
    package static func + (left: Self, right: Self) -> Self { Self(left.text + right.text) }

    /// Makes lines printable that hold text from outside; none is shortened.
    package init(lines: some Sequence<some StringProtocol>) {
        self.init(lines.lazy.map { PrintableText.escaped(String($0)) }.joined(separator: "\n"))
    }

    /// Makes a text printable whose ends of lines are its own.
    package init(document: String) {
        self.init(lines: document.split(separator: "\n", omittingEmptySubsequences: false))
    }

    /// Makes JSON printable, whose strings hold nothing that is not.
    package init(json value: JSONValue, _ layout: JSONLayout) { self.init(value.text(layout)) }
}

extension PrintableText {
    /// Joins texts, with another between them.
    package static func joined(
        _ texts: some Sequence<PrintableText>,
        separator: PrintableText
    ) -> PrintableText {
        PrintableText(texts.lazy.map(\.text).joined(separator: separator.text))
    }
}

extension PrintableText {
    /// The text in quotes, shortened where it is very long.
    package static func quoted(_ text: String) -> String {
        let longest = 200
        let shown = text.unicodeScalars.prefix(longest)
        let isWhole = shown.endIndex == text.unicodeScalars.endIndex
        return "'" + escaped(String(shown)) + (isWhole ? "'" : "...'")
    }

    /// The text with its control characters written as escapes, and so what is not UTF-8.
    package static func escaped(_ text: String) -> String {
        if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return text }
        guard text.unicodeScalars.contains(where: { !$0.isPrintable }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar.isPrintable {
                result.unicodeScalars.append(scalar)
            } else if let byte = ByteNotation.byte(of: scalar) {
                result += "\\x" + String(byte, radix: 16)
            } else {
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            }
        }
        return result
    }

    /// The text without its middle, where it is longer than a bound.
    package static func shortened(_ text: String, to longest: Int = 4096) -> String {
        guard text.utf8.count > longest else { return text }
        let count = text.unicodeScalars.count
        guard count > longest else { return text }
        let mark = "..."
        let kept = max(longest - mark.count, 2)
        let (start, end) = (kept - kept / 2, kept / 2)
        return String(text.unicodeScalars.prefix(start)) + mark
            + String(text.unicodeScalars.suffix(end))
    }
}

extension Unicode.Scalar {
    /// Whether a terminal shows this character and does nothing else.
    var isPrintable: Bool {
        if isASCII { return value >= 0x20 && value != 0x7F }
        if ByteNotation.byte(of: self) != nil { return false }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
