/// The lines of a help text that say how a command is called.
enum UsageLines {
    /// A help text whose `USAGE:` line is wrapped, which the parser leaves as long as it comes.
    ///
    /// - Parameters:
    ///   - help: The text.
    ///   - width: The most characters of a line; an option that is longer has a line of its own.
    /// - Returns: The text.
    static func wrapped(_ help: String, _ width: Int) -> String {
        help.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(title) ? wrapped(line: $0, width) : String($0) }
            .joined(separator: "\n")
    }

    private static let title = "USAGE: "

    private static func wrapped(line: Substring, _ width: Int) -> String {
        WordWrap.lines(words(line), width: width, indentation: title.count)
            .joined(separator: "\n")
    }

    /// The parts between blanks outside of brackets: an option stays with its value.
    private static func words(_ line: Substring) -> [String] {
        var (words, depth) = ([""], 0)
        for character in line {
            if "[<(".contains(character) { depth += 1 }
            if "]>)".contains(character) { depth -= 1 }
            if character == " ", depth == 0 {
                words.append("")
            } else {
                words[words.count - 1].append(character)
            }
        }
        return words
    }
}
