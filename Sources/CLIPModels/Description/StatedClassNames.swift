internal import Checkpoints
internal import TextFormats

/// The names of a head's classes in a `config.json` of transformers: `id2label` and its inverse.
package struct StatedClassNames {
    private typealias Edit = (range: Range<Int>, text: String)

    /// A configuration's text with other names of classes.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - names: The names by output.
    /// - Returns: The text, otherwise as it was; nil where it states these names already, or is not a
    ///   JSON object.
    /// - Complexity: O(bytes).
    package static func replaced(in bytes: [UInt8], by names: [String]) -> [UInt8]? {
        let labels = names.enumerated().map { JSONMember("\($0)", .string($1)) }
        let outputs = names.enumerated().map { JSONMember($1, .number($0)) }
        // Names of two outputs cannot be keys of one object.
        let isInvertible = Set(names.map(UTF8Key.init)).count == names.count
        let wanted: [(String, JSONValue)] =
            [("id2label", .object(labels))]
            + (isInvertible ? [("label2id", .object(outputs))] : [])
        guard let edits = try? edits(bytes, wanted), !edits.isEmpty else { return nil }
        return edits.reversed().reduce(into: bytes) { bytes, edit in
            bytes.replaceSubrange(edit.range, with: Array(edit.text.utf8))
        }
    }

    private static func edits(
        _ bytes: [UInt8],
        _ wanted: [(key: String, value: JSONValue)]
    ) throws(JSONError) -> [Edit] {
        let limits = CheckpointLimits.standard.ofJSON
        var scanner = try JSONScanner(bytes, "the configuration", limits: limits)
        scanner.skipWhitespace()
        try scanner.enter(.object, "the configuration")
        let start = scanner.position
        var edits: [Edit] = []
        var seen: Set<UTF8Key> = []
        while let key = try scanner.nextName(seen: &seen) {
            let place = scanner.position
            guard let new = wanted.first(where: { $0.key.isExactly(key) })?.value else {
                try scanner.skipValue()
                continue
            }
            if try scanner.value(key) != new {
                edits.append((place..<scanner.position, new.text()))
            }
        }
        let missing = wanted.filter { !seen.contains(UTF8Key($0.key)) }.map {
            "\n  \(JSONValue.quoted($0.key)): \($0.value.text())"
        }
        guard !missing.isEmpty else { return edits }
        let text = missing.joined(separator: ",") + (seen.isEmpty ? "\n" : ",")
        return [(start..<start, text)] + edits
    }
}
