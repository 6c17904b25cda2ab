internal import FoundationEssentials

/// A text that a command leaves as a file.
enum TextFile {
    /// Writes a text; a file that was there before is replaced at once or stays whole.
    static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw TextFileError(path: path)
        }
    }
}

/// A file that could not be written.
struct TextFileError: Error, CustomStringConvertible {
    let path: String

    var description: String {
        "\(path): cannot be written; check that its folder exists, is writable and has space"
    }
}
