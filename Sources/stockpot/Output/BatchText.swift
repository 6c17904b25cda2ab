internal import Checkpoints
internal import MergeBatch
internal import SystemFiles
internal import TextFormats

/// What a running batch says to people: on a terminal what is new, in a log also when and of what.
struct BatchText: Sendable {
    private let line: ProgressLine
    private let isQuiet: Bool
    private let log: AppendedFile?

    /// Prepares what is said.
    ///
    /// - Parameters:
    ///   - line: The progress line, which gives way.
    ///   - isQuiet: Whether only failures are printed; a log has all.
    ///   - log: The file to which every line is appended, or nil.
    /// - Throws: `FileError` when the log cannot be opened.
    init(_ line: ProgressLine, isQuiet: Bool, log: String?) throws {
        (self.line, self.isQuiet) = (line, isQuiet)
        self.log = try log.map { try AppendedFile($0, .shared, isDurable: false) }
    }

    /// Says what happened to a job.
    func tell(_ event: BatchEvent) {
        guard let text = Self.text(event) else { return }
        let lines = text.map { line -> PrintableText in
            "\(event.time) \(event.run) \(event.number)/\(event.jobs) \(line)"
        }
        record(lines)
        guard !isQuiet || event.event == .failed else { return }
        line.end()
        for text in StandardError.isTerminal ? text : lines { StandardError.print(text) }
    }

    /// Says how the batch ended, on standard output as JSON or as text.
    func tell(_ summary: BatchSummary, asJSON: Bool) throws {
        let lines = Self.text(summary)
        record(lines.map { "\(summary.time) \(summary.run) \($0)" })
        if asJSON {
            try StandardOutput.print(try JSONText.text(summary))
        } else if !isQuiet {
            try StandardOutput.print(PrintableText.joined(lines, separator: "\n"))
        }
    }

    /// A log that cannot be written does not stop a batch: events are what programs rely on.
    private func record(_ lines: [PrintableText]) {
        let text = lines.map { $0.text + "\n" }.joined()
        try? log?.append(Array(text.utf8))
    }

    /// The lines for an event; nil for a beginning.
    private static func text(_ event: BatchEvent) -> [PrintableText]? {
        switch event.event {
        case .started: return nil
        case .skipped: return ["\(event.job): complete already"]
        case .failed: return ["error: \(event.job): \(event.error ?? "failed")"]
        case .finished:
            let bytes = ((event.bytesRead ?? 0).byteText, (event.bytesWritten ?? 0).byteText)
            let seconds = (event.seconds ?? 0).text(digits: 3)
            let end: PrintableText =
                "\(event.job): \(bytes.0) read, \(bytes.1) written in \(seconds) s"
            return [end] + (event.warnings ?? []).map { "warning: \(event.job): \($0)" }
        }
    }

    /// How a batch ended: the numbers of jobs, bytes and rate, and a line for each failure.
    private static func text(_ summary: BatchSummary) -> [PrintableText] {
        let bytes = summary.bytesRead + summary.bytesWritten
        let rate = Int(Double(bytes) / max(summary.seconds, 1e-9)).byteText
        let counts: PrintableText =
            "\(summary.finished) finished, \(summary.skipped) skipped, \(summary.failed) failed"
        let amounts: PrintableText =
            """
            \(summary.bytesRead.byteText) read, \(summary.bytesWritten.byteText) written in \
            \(summary.seconds.text(digits: 2)) s, \(rate)/s
            """
        return [counts, amounts] + summary.failures.map { "failed: \($0.job): \($0.error)" }
    }
}
