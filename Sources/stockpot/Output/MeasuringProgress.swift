internal import Synchronization
internal import TextFormats
internal import Workers

/// How far a command has come that measures several models, each on the same images.
final class MeasuringProgress: Sendable {
    private struct State {
        var total: Int
        var done = 0
        var name = ""
        let start = ContinuousClock.now
    }

    private let line: ProgressLine
    private let state: Mutex<State>

    /// - Parameters:
    ///   - line: Where progress is shown.
    ///   - total: How many models are to be measured.
    init(_ line: ProgressLine, total: Int) {
        self.line = line
        state = Mutex(State(total: total))
    }

    /// Says which model is measured next.
    func begin(_ name: String) {
        let text = state.withLock { state in
            state.name = name
            return Self.text(state, nil)
        }
        line.show(text)
    }

    /// Counts a model that was measured.
    func end() { state.withLock { $0.done += 1 } }

    /// Counts a model that need not be measured: its accuracy is known.
    func skip() { state.withLock { $0.total -= 1 } }

    /// Shows how far the model at hand has come.
    func show(_ progress: WorkProgress) {
        line.show(state.withLock { Self.text($0, progress) })
    }

    private static func text(_ state: State, _ progress: WorkProgress?) -> PrintableText {
        let part = progress.map { Double($0.done) / Double(max($0.total, 1)) } ?? 0
        let seconds = (ContinuousClock.now - state.start) / .seconds(1)
        let (done, total) = (Double(state.done) + part, Double(state.total))
        let left = done > 0 ? ", \((seconds * (total - done) / done).text(digits: 0)) s left" : ""
        let images = progress.map {
            ", \($0.done.grouped) of \($0.total.counted("image")), "
                + "\($0.rate.text(digits: 1))/s"
        }
        return "\(state.done) of \(state.total) measured, now \(state.name)\(images ?? "")\(left)"
    }
}
