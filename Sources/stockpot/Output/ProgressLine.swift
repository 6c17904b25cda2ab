internal import TextFormats
internal import Workers

/// A line on a terminal that says how far a command has come; nothing on a pipe.
struct ProgressLine: Sendable {
    private let isShown: Bool

    init(isQuiet: Bool) { isShown = !isQuiet && StandardError.isTerminal }

    /// Replaces the line.
    func show(_ text: PrintableText) {
        if isShown { StandardError.replaceLine(text) }
    }

    /// Shows how far work has come: what is at hand, amounts, rate, time left.
    func show(_ progress: WorkProgress) { show(progress.text) }

    /// Does work that shows its progress, and removes the line after it.
    func during<Result>(_ work: () throws -> Result) rethrows -> Result {
        defer { end() }
        return try work()
    }

    /// Removes the line.
    func end() { show("") }
}

extension WorkProgress {
    /// The progress in one line.
    var text: PrintableText {
        let left = secondsLeft.map { ", \($0.text(digits: 0)) s left" } ?? ""
        let amounts: PrintableText =
            switch unit {
            case .bytes: "\(done.byteText) of \(total.byteText), \(Int(rate).byteText)/s\(left)"
            case .images:
                "\(done.grouped) of \(total.grouped) images, \(rate.text(digits: 1))/s\(left)"
            case .tensors: "\(done.grouped) of \(total.grouped) tensors\(left)"
            case .steps: total == 0 ? "" : "\(done) of \(total)\(left)"
            }
        return stage.isEmpty ? amounts : amounts.text.isEmpty ? "\(stage)" : "\(stage): \(amounts)"
    }
}
