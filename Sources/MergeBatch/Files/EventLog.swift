/// Writes events as lines of JSON.
struct EventLog: Sendable {
    private let file: LineFile?

    /// Opens the log; without a path it keeps nothing.
    init(_ path: String?) throws(BatchError) {
        guard let path else {
            file = nil
            return
        }
        file = try LineFile(path, isDurable: false)
    }

    /// Adds an event.
    func add(_ event: BatchEvent) throws(BatchError) {
        try file?.append(try LineOfJSON.text(event))
    }
}
