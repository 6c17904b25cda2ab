public import Checkpoints
internal import SystemFiles
internal import TextFormats

/// The numbers of transformer blocks in the towers of a CLIP; nil where nothing is said.
public struct TowerBlockCounts: Sendable, Equatable {
    /// That of the vision tower.
    public var vision: Int?
    /// That of the text tower.
    public var text: Int?

    /// States numbers of blocks.
    public init(vision: Int? = nil, text: Int? = nil) {
        self.vision = vision
        self.text = text
    }

    /// Counts the blocks among the names of tensors: the highest number and one.
    package init(names: some Sequence<String>) {
        for place in names.lazy.map(TensorPlace.init) {
            guard let block = place.block else { continue }
            switch place.tower {
            case .vision: vision = max(vision ?? 0, block + 1)
            case .text, .unknown: text = max(text ?? 0, block + 1)
            }
        }
    }

    /// The numbers that are not those of other towers.
    package func differing(from other: TowerBlockCounts) -> TowerBlockCounts {
        TowerBlockCounts(
            vision: vision == other.vision ? nil : vision ?? 0,
            text: text == other.text ? nil : text ?? 0
        )
    }

    /// Whether nothing is said.
    public var isEmpty: Bool { vision == nil && text == nil }

    /// Whether a file next to weights may state numbers of blocks.
    public static func areStated(in path: String) -> Bool {
        ["config.json", "open_clip_config.json"].contains(path.split(separator: "/").last ?? "")
    }

    /// Reads a configuration file with these numbers in place of its own.
    ///
    /// - Parameter path: A `config.json` or `open_clip_config.json`.
    /// - Returns: The file's text, otherwise as it was.
    /// - Throws: `CheckpointError` when the file cannot be read or is no JSON.
    /// - Complexity: O(bytes).
    public func replaced(inFile path: String) throws(CheckpointError) -> [UInt8] {
        let file = try rethrowing(InputFile.open(path))
        return try replaced(
            in: try rethrowing(file.bytes(at: 0, count: Int(file.byteCount))),
            path: path
        )
    }

    func replaced(in bytes: [UInt8], path: String) throws(CheckpointError) -> [UInt8] {
        let edits = try CheckpointError.readingJSON(in: path) { () throws(JSONError) in
            var search = try BlockCountSearch(self, bytes)
            return try search.findEdits()
        }
        return edits.reversed().reduce(into: bytes) { bytes, edit in
            bytes.replaceSubrange(edit.range, with: Array(edit.text.utf8))
        }
    }
}
