internal import Evaluation
internal import MergeEngine
internal import TextFormats

/// A line on a terminal that says how far a command has come; nothing on a pipe.
struct ProgressLine: Sendable {
    private let isShown: Bool

    init(isQuiet: Bool) { isShown = !isQuiet && StandardError.isTerminal }

    /// Replaces the line.
    func show(_ text: PrintableText) {
        if isShown { StandardError.replaceLine(text) }
    }

    /// Shows how far a merge has come: bytes, rate, time left.
    func show(_ progress: MergeProgress) {
        let rate = Int(Double(progress.bytesRead) / max(progress.seconds, 1e-9))
        let left = progress.secondsLeft.map { ", \($0.text(digits: 0)) s left" } ?? ""
        show(
            """
            \(progress.bytesRead.byteText) of \(progress.bytesToRead.byteText), \
            \(rate.byteText)/s\(left)
            """
        )
    }

    /// Shows how far an evaluation has come: images, rate, time left.
    func show(_ progress: EvaluationProgress) {
        let left = progress.secondsLeft.map { ", \($0.text(digits: 0)) s left" } ?? ""
        show(
            """
            \(progress.dataSet): \(progress.images.grouped) of \(progress.imageCount.grouped) \
            images, \(progress.imagesPerSecond.text(digits: 1))/s\(left)
            """
        )
    }

    /// Does work that shows its progress, and removes the line after it.
    func during<Result>(_ work: () throws -> Result) rethrows -> Result {
        defer { end() }
        return try work()
    }

    /// Removes the line.
    func end() { show("") }
}
