internal import Checkpoints
internal import Synchronization
internal import SystemFiles
internal import TextFormats

/// What earlier runs of a batch have done, so that a later one does only the rest.
///
/// A job is entered when its merge begins and again when its output is in place; each entry is
/// forced to the disk. The last entry of an output counts.
final class Journal: Sendable {
    private let file: AppendedFile
    private let entries: Mutex<[UTF8Key: JournalEntry]>

    /// Opens a journal, and makes it when it is not there; no other run may use it until this one
    /// ends.
    ///
    /// - Throws: `BatchError.file`.
    init(_ path: String) throws(BatchError) {
        do throws(FileError) {
            file = try AppendedFile(path, .exclusiveWithoutWaiting, isDurable: true)
            let contents = try file.contents()
            let end = Self.wholeByteCount(contents)
            // The machine failed while the rest was written.
            if end < contents.count { try file.shorten(to: end) }
            entries = Mutex(try Self.entries(of: contents, path))
        } catch {
            guard error.isHeldElsewhere else { throw BatchError(error) }
            throw .file(path: path, reason: "is in use by another run of this batch")
        }
    }

    /// What a journal says, whoever uses it; nothing where there is none.
    static func entries(ofFile path: String) throws(BatchError) -> [UTF8Key: JournalEntry] {
        guard FileSystem.exists(path) else { return [:] }
        do throws(FileError) {
            return try entries(of: FileContents.read(path), path)
        } catch { throw BatchError(error) }
    }

    private static func entries(
        of contents: [UInt8],
        _ path: String
    ) throws(FileError) -> [UTF8Key: JournalEntry] {
        var entries: [UTF8Key: JournalEntry] = [:]
        let lines = contents.prefix(wholeByteCount(contents)).split(separator: UInt8(ascii: "\n"))
        for (index, line) in lines.enumerated() {
            guard let entry = LineOfJSON.value(JournalEntry.self, of: Array(line)) else {
                throw FileError(
                    .malformed,
                    path,
                    "is not an entry of a batch's journal; remove the file to start anew",
                    line: index + 1
                )
            }
            entries[entry.output] = entry
        }
        return entries
    }

    /// The bytes up to the end of the last whole line.
    private static func wholeByteCount(_ contents: [UInt8]) -> Int {
        contents.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    }

    /// The last entry of an output.
    func entry(of output: String) -> JournalEntry? { entries.withLock { $0[output] } }

    /// Adds an entry.
    func add(_ entry: JournalEntry) throws(BatchError) {
        do throws(FileError) { try file.append(LineOfJSON.bytes(entry)) } catch {
            throw BatchError(error)
        }
        entries.withLock { $0[entry.output] = entry }
    }
}

/// Values as one line of JSON, keys sorted.
enum LineOfJSON {
    /// A value as a line with its end.
    ///
    /// - Precondition: The value is one of our own, which has no number that JSON lacks.
    static func bytes(_ value: some Encodable) -> [UInt8] {
        do { return Array((try JSONValue(encoding: value).text(.spaced) + "\n").utf8) } catch {
            preconditionFailure("a value has no JSON: \(error)")
        }
    }

    /// The value of a line; nil for a line that is something else.
    static func value<Value: Decodable>(_ type: Value.Type, of line: [UInt8]) -> Value? {
        try? JSONValue(line, "the line").decoded(as: type)
    }
}
