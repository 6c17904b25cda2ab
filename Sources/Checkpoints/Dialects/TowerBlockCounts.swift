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

    /// Whether nothing is said.
    public var isEmpty: Bool { vision == nil && text == nil }

    /// Whether a file beside weights may state numbers of blocks.
    public static func areStated(in path: String) -> Bool {
        ["config.json", "open_clip_config.json"].contains(FileSystem.name(of: path))
    }

    /// Reads a configuration file with these numbers in place of its own.
    ///
    /// - Parameter path: A `config.json` or `open_clip_config.json`.
    /// - Returns: The file's text, otherwise as it was.
    /// - Throws: `CheckpointError` when the file cannot be read or is no JSON.
    /// - Complexity: O(bytes).
    public func replaced(inFile path: String) throws(CheckpointError) -> [UInt8] {
        let file = try InputFile.open(path)
        return try replaced(in: try file.bytes(at: 0, count: Int(file.byteCount)), path: path)
    }

    func replaced(in bytes: [UInt8], path: String) throws(CheckpointError) -> [UInt8] {
        var search = BlockCountSearch(self, bytes, path: path)
        return try search.findEdits().reversed().reduce(into: bytes) { bytes, edit in
            bytes.replaceSubrange(edit.range, with: Array(edit.text.utf8))
        }
    }
}
