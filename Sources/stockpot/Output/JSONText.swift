internal import TextFormats

/// Results that a program can read.
enum JSONText {
    /// A value as indented JSON, keys sorted, so that equal results are equal text.
    static func text(_ value: some Encodable) throws -> PrintableText {
        PrintableText(json: try JSONValue(encoding: value), .indented)
    }

    /// A value as one line of JSON, keys sorted.
    static func line(_ value: some Encodable) throws -> PrintableText {
        PrintableText(json: try JSONValue(encoding: value), .compact)
    }
}
