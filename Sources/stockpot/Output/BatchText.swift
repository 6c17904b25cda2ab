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
    private static func text(_ event: BatchEvent) -> String? {
        let job = PrintableText.escaped(event.job)
        switch event.event {
        case .started: return nil
        case .skipped: return "\(job): complete already"
        case .failed: return "error: \(job): \(event.error ?? "failed")"
        case .finished:
            let seconds = (event.seconds ?? 0).text(digits: 3)
            let warnings = (event.warnings ?? []).map { "\nwarning: \(job): \($0)" }.joined()
            return "\(job): \((event.bytesWritten ?? 0).byteText) in \(seconds) s" + warnings
        }
    }

    /// How far the batch has come.
    static func progress(_ progress: BatchProgress) -> String {
        let ended =
            progress.summary.finished + progress.summary.skipped + progress.summary.failed
        return "\(ended) of \(progress.jobCount) jobs, \(progress.bytesRead.byteText) of at most "
            + "\(progress.bytesToRead.byteText) read"
    }

    /// How it ended.
    static func summary(_ summary: BatchSummary) -> String {
        "\(summary.finished) finished, \(summary.skipped) skipped, \(summary.failed) failed"
    }
}
