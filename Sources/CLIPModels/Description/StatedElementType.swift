internal import Checkpoints
internal import SystemFiles
internal import TextFormats

/// The type of the weights that a `config.json` of transformers states.
package struct StatedElementType {
    private var scanner: JSONScanner
    private let name: String
    private var edits: [(range: Range<Int>, text: String)] = []

    /// A configuration's text with another type in place of the one that it states.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - name: The type, as PyTorch calls it.
    /// - Returns: The text; nil where it states no other type, or is not a JSON object.
    /// - Complexity: O(bytes).
    package static func replaced(in bytes: [UInt8], by name: String) -> [UInt8]? {
        guard let edits = try? edits(bytes, name), !edits.isEmpty else { return nil }
        return edits.reversed().reduce(into: bytes) { bytes, edit in
            bytes.replaceSubrange(edit.range, with: Array(edit.text.utf8))
        }
    }

    private static func edits(
        _ bytes: [UInt8],
        _ name: String
    ) throws(JSONError) -> [(range: Range<Int>, text: String)] {
        var search = try StatedElementType(bytes, name)
        search.scanner.skipWhitespace()
        try search.searchObject()
        return search.edits
    }

    /// The same for a file next to weights: nil for any but a `config.json`, or one that cannot be
    /// read.
    package static func replaced(inFile path: String, by name: String) -> [UInt8]? {
        guard path.split(separator: "/").last == "config.json",
            let file = try? InputFile.open(path),
            file.byteCount <= CheckpointLimits.standard.configurationByteCount,
            let bytes = try? file.bytes(at: 0, count: Int(file.byteCount))
        else { return nil }
        return replaced(in: bytes, by: name)
    }

    private init(_ bytes: [UInt8], _ name: String) throws(JSONError) {
        self.name = name
        let limits = CheckpointLimits.standard.ofJSON
        scanner = try JSONScanner(bytes, "the configuration", limits: limits)
    }

    private mutating func searchObject() throws(JSONError) {
        try scanner.enter(.object, "the configuration")
        var seen: Set<UTF8Key> = []
        while let key = try scanner.nextName(seen: &seen) {
            if ["vision_config", "text_config"].contains(key), scanner.current == UInt8(ascii: "{")
            {
                try searchObject()
                continue
            }
            let start = scanner.position
            guard ["dtype", "torch_dtype"].contains(key), scanner.current == UInt8(ascii: "\"")
            else {
                try scanner.skipValue()
                continue
            }
            let stated = try scanner.string(key)
            let front = stated.hasPrefix("torch.") ? "torch." : ""
            guard !stated.isExactly(front + name) else { continue }
            edits.append((start..<scanner.position, JSONValue.quoted(front + name)))
        }
    }
}
