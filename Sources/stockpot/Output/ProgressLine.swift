/// A line on a terminal that says how far a command has come; nothing on a pipe.
struct ProgressLine {
    private let isShown: Bool

    init(isQuiet: Bool) { isShown = !isQuiet && StandardError.isTerminal }

    /// Replaces the line.
    func show(_ text: String) {
        if isShown { StandardError.write("\r\u{1B}[K" + text) }
    }

    /// Removes the line.
    func end() { show("") }
}
