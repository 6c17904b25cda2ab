internal import Checkpoints
internal import FoundationEssentials
internal import Synchronization

/// What earlier runs of a batch have done, so that a later one does only the rest.
///
/// A job is entered when its merge begins and again when its output is in place; each entry is
/// forced to the disk. The last entry of an output counts.
final class Journal: Sendable {
    private let file: LineFile
    private let entries: Mutex<[String: JournalEntry]>

    /// Opens a journal, and makes it when it is not there; no other run may use it until this one
    /// ends.
    ///
    /// - Throws: `BatchError.file`.
    init(_ path: String) throws(BatchError) {
        file = try LineFile(path, isDurable: true)
        try file.reserve()
        entries = Mutex(try Self.entries(of: file.lines(repairing: true), path))
    }

    /// What a journal says, whoever uses it; nothing where there is none.
    static func entries(ofFile path: String) throws(BatchError) -> [String: JournalEntry] {
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        let file = try LineFile(path, isDurable: true)
        return try entries(of: file.lines(repairing: false), path)
    }

    private static func entries(
        of lines: [String],
        _ path: String
    ) throws(BatchError) -> [String: JournalEntry] {
        var entries: [String: JournalEntry] = [:]
        for line in lines {
            guard let entry = LineOfJSON.value(JournalEntry.self, of: line) else {
                throw BatchError.file(
                    path: path,
                    reason:
                        "holds a line that is not an entry of a batch's journal; remove the file "
                        + "to start anew"
                )
            }
            entries[entry.output] = entry
        }
        return entries
    }

    /// The last entry of an output.
    func entry(of output: String) -> JournalEntry? { entries.withLock { $0[output] } }

    /// Adds an entry.
    func add(_ entry: JournalEntry) throws(BatchError) {
        try file.append(try LineOfJSON.text(entry))
        entries.withLock { $0[entry.output] = entry }
    }
}
