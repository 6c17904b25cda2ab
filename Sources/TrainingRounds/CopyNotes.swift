internal import Checkpoints
internal import Patterns
internal import SystemFiles
internal import TextFormats

/// What a copy of a round says in its metadata about its tensors.
struct CopyNotes {
    /// The metadata that names the tensors to average plainly, such as statistics of normalisation: in JSON,
    /// an array of texts.
    static let averagedKey = "stockpot.averaged"
    /// The metadata about what is not in the file and must be the same in all copies, such as counters: in
    /// JSON, an object with a text for each, a digest for example.
    static let agreedKey = "stockpot.agreed"

    /// The names of tensors that are averaged plainly.
    let averaged: [String]

    private let agreed: [JSONMember]
    private let path: String

    /// Reads what a copy says; what it does not mention is empty.
    ///
    /// - Throws: `FileError` where a text is not what it should be.
    init(of checkpoint: Checkpoint) throws(FileError) {
        path = checkpoint.path
        averaged = try Self.averaged(checkpoint)
        agreed = try Self.agreed(checkpoint)
    }

    private static func averaged(_ checkpoint: Checkpoint) throws(FileError) -> [String] {
        guard let text = checkpoint.metadata[averagedKey] else { return [] }
        let value = try? JSONValue(Array(text.utf8), "the names")
        guard case .array(let items) = value, items.allSatisfy({ $0.string != nil }) else {
            throw failure(checkpoint, "'\(averagedKey)' is not an array of texts in JSON")
        }
        return items.compactMap(\.string)
    }

    private static func agreed(_ checkpoint: Checkpoint) throws(FileError) -> [JSONMember] {
        guard let text = checkpoint.metadata[agreedKey] else { return [] }
        let value = try? JSONValue(Array(text.utf8), "the digests")
        guard let members = value?.members, members.allSatisfy({ $0.value.string != nil }) else {
            throw failure(checkpoint, "'\(agreedKey)' is not an object of texts in JSON")
        }
        return members
    }

    private static func failure(_ checkpoint: Checkpoint, _ reason: String) -> FileError {
        FileError(.malformed, checkpoint.path, "its metadata " + reason)
    }

    /// Refuses copies whose counters differ.
    func requireAgreement(with first: CopyNotes) throws(FileError) {
        guard agreed != first.agreed else { return }
        let differing =
            agreed.first { !first.agreed.contains($0) }
            ?? first.agreed.first { !agreed.contains($0) }
        let name = PrintableText.quoted(differing?.key ?? "")
        throw FileError(
            .malformed,
            path,
            "\(name) differs from that of \(PrintableText.escaped(first.path)), and integers are not averaged"
        )
    }

    /// An expression that a name alone matches.
    func pattern(of name: String) throws(FileError) -> Pattern {
        let special = Set("\\^$.|?*+()[]{}".unicodeScalars)
        var text = "^"
        for scalar in name.unicodeScalars {
            if special.contains(scalar) { text.unicodeScalars.append("\\") }
            text.unicodeScalars.append(scalar)
        }
        do throws(PatternError) { return try Pattern(text + "$") } catch {
            let count = name.utf8.count
            throw FileError(
                .unsupported,
                path,
                "its metadata '\(Self.averagedKey)' names a tensor of \(count) bytes"
            )
        }
    }
}
