/// Breaks text between words, so that it fits a width.
enum WordWrap {
    /// Puts words into lines, as many into each as fit.
    ///
    /// - Parameters:
    ///   - words: The words; one that is longer than a line has a line of its own.
    ///   - width: The most characters of a line.
    ///   - indentation: The blanks before all lines but the first.
    /// - Returns: At least one line.
    static func lines(
        _ words: some Sequence<some StringProtocol>,
        width: Int,
        indentation: Int = 0
    ) -> [String] {
        var lines = [""]
        for word in words {
            let last = lines[lines.count - 1]
            if last.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(repeating: " ", count: indentation) + word)
            }
        }
        return lines
    }

    /// Breaks a line of text.
    ///
    /// What follows a title and some blanks, as in `memory    27 MiB of ...`, goes on below its beginning.
    /// A line that is indented is an example or a formula, and stays whole.
    ///
    /// - Parameters:
    ///   - line: The line.
    ///   - width: The most characters of a line.
    /// - Returns: Its parts.
    static func lines(of line: String, width: Int) -> [String] {
        guard line.count > width, !line.hasPrefix(" ") else { return [line] }
        let title = line.firstRange(of: "  ").map { gap in
            line[..<(line[gap.lowerBound...].firstIndex { $0 != " " } ?? gap.upperBound)]
        }
        guard let title, title.count < width / 2 else {
            return lines(line.split(separator: " "), width: width)
        }
        let words = line[title.endIndex...].split(separator: " ")
        let parts = lines(words, width: width - title.count)
        let blanks = String(repeating: " ", count: title.count)
        return parts.enumerated().map { ($0 == 0 ? title : blanks[...]) + $1 }
    }
}
