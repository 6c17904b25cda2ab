internal import Glibc

/// Where messages and progress go; results go to standard output.
enum StandardError {
    /// Whether a person may be watching.
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Prints a line.
    static func print(_ line: String) { write(line + "\n") }

    /// Writes text as it is; there is nobody to tell when it is lost.
    static func write(_ text: String) { _ = FileDescriptorText.write(text, to: STDERR_FILENO) }
}
