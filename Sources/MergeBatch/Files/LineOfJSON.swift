internal import TextFormats

/// Values as one line of JSON, keys sorted.
enum LineOfJSON {
    /// A value as a line with its end.
    ///
    /// - Precondition: The value is one of our own, which has no number that JSON lacks.
    static func bytes(_ value: some Encodable) -> [UInt8] {
        do { return Array((try JSONValue(encoding: value).text(.compact) + "\n").utf8) } catch {
            preconditionFailure("a value has no JSON: \(error)")
        }
    }

    /// The value of a line; nil for a line that is something else.
    static func value<Value: Decodable>(_ type: Value.Type, of line: [UInt8]) -> Value? {
        try? JSONValue(line, "the line").decoded(as: type)
    }
}
