internal import TextFormats

/// Why rounds cannot go on.
package enum RoundsError: Error, Sendable, Equatable {
    /// Copies of a round did not come in time.
    case missingCopies(folder: String, names: [String], seconds: Double)
    /// Another process merges the rounds of the folder.
    case claimed(folder: String)
}

extension RoundsError: CustomStringConvertible {
    /// One line that says what is wrong, where, and what to do.
    package var description: String {
        switch self {
        case .missingCopies(let folder, let names, let seconds):
            let waited = seconds.rounded() == seconds ? "\(Int(seconds))" : "\(seconds)"
            let which =
                names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", ..." : "")
            return
                "\(PrintableText.escaped(folder)): \(which) did not come within \(waited) s of the "
                + "first copy; start its training again, and then the merging of rounds, which goes on here"
        case .claimed(let folder):
            return
                "\(PrintableText.escaped(folder)): another process merges its rounds; end that one "
                + "first, or name another folder"
        }
    }
}
