internal import FoundationEssentials

/// Values as one line of JSON, keys sorted.
enum LineOfJSON {
    static func text(_ value: some Encodable) throws(BatchError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return String(decoding: try encoder.encode(value), as: UTF8.self) } catch {
            throw BatchError.file(path: "events", reason: "a value has no JSON: \(error)")
        }
    }

    /// The value of a line; nil for a line that is something else.
    static func value<Value: Decodable>(_ type: Value.Type, of line: String) -> Value? {
        try? JSONDecoder().decode(type, from: Data(line.utf8))
    }
}
