internal import Checkpoints
internal import TextFormats

/// The beginning of a list of names, for messages.
enum NameList {
    /// The first few names, and a sign that there are more.
    static func text(_ names: [String]) -> String {
        let shown = names.prefix(mostShown).map(PrintableText.quoted).joined(separator: ", ")
        return names.count > mostShown ? shown + ", ..." : shown
    }

    private static let mostShown = 3
}
