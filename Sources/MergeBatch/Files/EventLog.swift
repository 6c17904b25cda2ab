internal import SystemFiles

/// Writes events as lines of JSON.
struct EventLog: Sendable {
    private let file: AppendedFile?

    /// Opens the log; without a path it keeps nothing.
    init(_ path: String?) throws(BatchError) {
        guard let path else {
            file = nil
            return
        }
        do throws(FileError) {
            file = try AppendedFile(path, .shared, isDurable: false)
        } catch { throw BatchError(error) }
    }

    /// Adds an event.
    func add(_ event: BatchEvent) throws(BatchError) {
        do throws(FileError) { try file?.append(LineOfJSON.bytes(event)) } catch {
            throw BatchError(error)
        }
    }
}
