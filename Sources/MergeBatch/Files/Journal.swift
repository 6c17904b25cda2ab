internal import Checkpoints
internal import Synchronization

/// What earlier runs of a batch have done, so that a later one does only the rest.
///
/// A job is entered when its merge begins and again when its output is in place; each entry is
/// forced to the disk. The last entry of an output counts.
final class Journal: Sendable {
    private let file: LineFile
    private let entries: Mutex<[String: JournalEntry]>

    /// Opens a journal, and makes it when it is not there.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - isReserved: Whether no other run may use it until this one ends.
    /// - Throws: `BatchError.file`.
    init(_ path: String, isReserved: Bool = true) throws(BatchError) {
        file = try LineFile(path, isDurable: true)
        if isReserved { try file.reserve() }
        var entries: [String: JournalEntry] = [:]
        for line in try file.lines(repairing: isReserved) {
            guard let entry = LineOfJSON.value(JournalEntry.self, of: line) else {
                throw BatchError.file(
                    path: path,
                    reason: "holds a line that is no entry of a batch's journal; remove the file "
                        + "to start anew"
                )
            }
            entries[entry.output] = entry
        }
        self.entries = Mutex(entries)
    }

    /// The last entry of an output.
    func entry(of output: String) -> JournalEntry? { entries.withLock { $0[output] } }

    /// Adds an entry.
    func add(_ entry: JournalEntry) throws(BatchError) {
        try file.append(try LineOfJSON.text(entry))
        entries.withLock { $0[entry.output] = entry }
    }
}
