internal import TextFormats

/// Values as one line of JSON, keys sorted.
enum LineOfJSON {
    static func text(_ value: some Encodable) throws(BatchError) -> String {
        do { return try JSONValue(encoding: value).text(.compact) } catch {
            throw BatchError.file(path: "events", reason: "a value has no JSON: \(error)")
        }
    }

    /// The value of a line; nil for a line that is something else.
    static func value<Value: Decodable>(_ type: Value.Type, of line: String) -> Value? {
        try? JSONValue(Array(line.utf8), "the line").decoded(as: type)
    }
}
