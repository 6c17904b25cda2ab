internal import TextFormats

/// A table, which is shown aligned in the width that there is, or as CSV.
///
/// The one type of table of all commands. Where it is wider than the terminal, it first drops the
/// folders that all paths of a column share, and says them below; then wraps sentences, and shortens
/// names in the middle, the longest first; then goes on below with the columns that have no room.
struct TextTable {
    enum Alignment {
        /// Names, which can be shortened.
        case left
        /// Numbers, which cannot.
        case right
        /// Sentences, on the left, which can be wrapped.
        case prose
    }

    private let titles: [String]
    private let alignments: [Alignment]
    /// Rows that are made each time when they are asked for, and those that were added.
    private let given: AnyCollection<[String]>
    private var added: [[String]] = []

    /// - Parameters:
    ///   - columns: Their titles, and what is in them.
    ///   - rows: The first rows, which are not kept: there can be a million.
    init(
        _ columns: [(title: String, alignment: Alignment)],
        rows: some Collection<[String]> = EmptyCollection()
    ) {
        titles = columns.map(\.title)
        alignments = columns.map(\.alignment)
        given = AnyCollection(rows)
    }

    mutating func add(_ cells: [String]) {
        precondition(cells.count == alignments.count, "a row has one cell per column")
        added.append(cells)
    }

    /// The titles and the rows.
    private var rows: some Collection<[String]> {
        [AnyCollection([titles]), given, AnyCollection(added)].joined()
    }

    /// The titles, a rule, and the rows, two spaces between columns.
    ///
    /// - Parameter width: The room, in characters; nil for any.
    /// - Returns: The lines.
    /// - Complexity: Rows are asked for twice, for their widths and for their lines; they are kept only
    ///   where they have to be cut.
    func lines(width: Int?) -> AnySequence<String> {
        let longestCell = 1024
        let printable = rows.lazy.map { row in
            row.map { PrintableText.escaped(PrintableText.shortened($0, to: longestCell)) }
        }
        let whole = TableLines(alignments, printable)
        guard let width, whole.width > width else { return AnySequence(whole) }
        var fitted = FittedTable(Array(printable), alignments)
        fitted.fit(width)
        let parts = fitted.groups(width).map { columns in
            TableLines(
                columns.map { alignments[$0] },
                fitted.rows.lazy.map { row in columns.map { row[$0] } }
            )
        }
        return AnySequence(parts.map(Array.init).joined(separator: [""]) + fitted.notes)
    }

    /// The titles and rows with commas between cells, by RFC 4180 but for the ends of lines, which are
    /// those of this system.
    var csvLines: some Sequence<String> {
        rows.lazy.map { row in
            row.map { cell in
                let isPlain = !cell.utf8.contains { ",\"\n\r".utf8.contains($0) }
                return isPlain ? cell : "\"" + cell.replacing("\"", with: "\"\"") + "\""
            }.joined(separator: ",")
        }
    }
}
