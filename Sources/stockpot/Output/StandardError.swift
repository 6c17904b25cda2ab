internal import Glibc

/// Where messages and progress go; results go to standard output.
enum StandardError {
    /// Whether a person may be watching.
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Prints a line.
    static func print(_ line: String) { write(line + "\n") }

    /// Writes text as it is, in one call as long as the system takes it whole.
    static func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { bytes in
                unsafe Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
            }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
