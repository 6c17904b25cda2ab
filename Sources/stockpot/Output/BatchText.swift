internal import Checkpoints
internal import MergeBatch
internal import TextFormats

/// What a running batch says to people.
enum BatchText {
    /// Prints what happened to a job: failures always, ends where they are wanted.
    static func tell(_ event: BatchEvent, _ line: ProgressLine, isQuiet: Bool) {
        guard let text = text(event), !isQuiet || event.event == .failed else { return }
        line.end()
        StandardError.print(text)
    }

    /// One line for an event; nil for a beginning.
    private static func text(_ event: BatchEvent) -> PrintableText? {
        switch event.event {
        case .started: return nil
        case .skipped: return "\(event.job): complete already"
        case .failed: return "error: \(event.job): \(event.error ?? "failed")"
        case .finished:
            let seconds = (event.seconds ?? 0).text(digits: 3)
            let end: PrintableText =
                "\(event.job): \((event.bytesWritten ?? 0).byteText) in \(seconds) s"
            let warnings = (event.warnings ?? []).map { warning -> PrintableText in
                "warning: \(event.job): \(warning)"
            }
            return PrintableText.joined([end] + warnings, separator: "\n")
        }
    }

    /// How it ended.
    static func summary(_ summary: BatchSummary) -> PrintableText {
        "\(summary.finished) finished, \(summary.skipped) skipped, \(summary.failed) failed"
    }
}
