internal import Glibc
internal import MergeEngine
internal import TextFormats

/// Where messages and progress go; results go to standard output.
enum StandardError {
    /// Whether a person may be watching.
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Prints a line; there is nobody to tell when it is lost.
    static func print(_ line: PrintableText) {
        _ = FileDescriptorText.write(line.text + "\n", to: STDERR_FILENO)
    }

    /// Replaces what is in the terminal's last line.
    static func replaceLine(_ text: PrintableText) {
        _ = FileDescriptorText.write("\r\u{1B}[K" + text.text, to: STDERR_FILENO)
    }
}

extension RecipeError: PrintableTextConvertible {
    /// Of several errors a line each: what they quote was escaped when they were made.
    var printableText: PrintableText { PrintableText(document: description) }
}
