/// The lines of a table whose cells are printable: the titles, a rule, and the rows, two spaces between
/// columns.
///
/// - Complexity: Rows are asked for twice, for their widths and for their lines, and not kept: there can
///   be a million.
struct TableLines<Rows: Collection<[String]>>: Sequence {
    private let alignments: [TextTable.Alignment]
    private let rows: Rows
    private let widths: [Int]

    private static var gap: Int { 2 }

    /// Measures the columns.
    ///
    /// - Parameters:
    ///   - alignments: On which side of each column its cells begin.
    ///   - rows: The titles and the rows.
    init(_ alignments: [TextTable.Alignment], _ rows: Rows) {
        var widths = alignments.map { _ in 0 }
        for row in rows {
            precondition(row.count == widths.count, "a row has one cell per column")
            for (column, cell) in row.enumerated() {
                widths[column] = Swift.max(widths[column], Self.width(of: cell))
            }
        }
        self.alignments = alignments
        self.rows = rows
        self.widths = widths
    }

    /// The number of characters in the longest line.
    var width: Int { widths.reduce(0, +) + Self.gap * Swift.max(widths.count - 1, 0) }

    func makeIterator() -> AnyIterator<String> {
        var rows = rows.makeIterator()
        let beginning = [rows.next(), widths.map { String(repeating: "-", count: $0) }]
        var titles = beginning.compactMap(\.self).makeIterator()
        return AnyIterator { (titles.next() ?? rows.next()).map(line) }
    }

    private func line(_ cells: [String]) -> String {
        var line = ""
        // Blanks are written when something follows them.
        var blanks = 0
        for (column, cell) in cells.enumerated() {
            let padding = widths[column] - Self.width(of: cell)
            if alignments[column] == .right { blanks += padding }
            if !cell.isEmpty {
                for _ in 0..<blanks { line.append(" ") }
                line += cell
                blanks = 0
            }
            if alignments[column] != .right { blanks += padding }
            blanks += Self.gap
        }
        return line
    }

    /// The number of characters.
    private static func width(of text: String) -> Int {
        text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.count
    }
}
