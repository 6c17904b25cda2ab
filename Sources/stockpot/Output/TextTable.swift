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

    private let alignments: [Alignment]
    private let longestCell = 1024
    private var rows: [[String]]

    /// - Parameter columns: Their titles, and what is in them.
    init(_ columns: [(title: String, alignment: Alignment)]) {
        alignments = columns.map(\.alignment)
        rows = [columns.map(\.title)]
    }

    mutating func add(_ cells: [String]) {
        precondition(cells.count == alignments.count, "a row has one cell per column")
        rows.append(cells)
    }

    /// The titles, a rule, and the rows, two spaces between columns.
    ///
    /// - Parameter width: The room, in characters; nil for any.
    /// - Returns: The lines.
    func text(width: Int?) -> PrintableText {
        var fitted = FittedTable(
            rows.map { row in
                row.map { PrintableText.escaped(PrintableText.shortened($0, to: longestCell)) }
            },
            alignments
        )
        if let width { fitted.fit(width) }
        let parts = fitted.groups(width).map { part(fitted.rows, columns: $0) }
        return PrintableText(lines: parts.joined(separator: [""]) + fitted.notes)
    }

    /// The titles and rows with commas between cells, by RFC 4180 but for the ends of lines, which are
    /// those of this system.
    var csv: PrintableText {
        PrintableText(
            lines: rows.map { row in
                row.map { cell in
                    let isPlain = !cell.contains { ",\"\n\r".contains($0) }
                    return isPlain ? cell : "\"" + cell.replacing("\"", with: "\"\"") + "\""
                }.joined(separator: ",")
            }
        )
    }

    private func part(_ rows: [[String]], columns: [Int]) -> [String] {
        let widths = columns.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let rule = widths.map { String(repeating: "-", count: $0) }
        let cells = rows.map { row in columns.map { row[$0] } }
        return ([cells[0], rule] + cells.dropFirst()).map { line($0, columns, widths) }
    }

    private func line(_ cells: [String], _ columns: [Int], _ widths: [Int]) -> String {
        let padded = cells.indices.map { place in
            let padding = String(repeating: " ", count: widths[place] - cells[place].count)
            return alignments[columns[place]] == .right
                ? padding + cells[place] : cells[place] + padding
        }
        let text = padded.joined(separator: "  ")
        return text.lastIndex { $0 != " " }.map { String(text[...$0]) } ?? ""
    }
}

/// The cells of a table, cut to a width.
struct FittedTable {
    /// The titles and the rows.
    private(set) var rows: [[String]]
    /// What was dropped, one line each.
    private(set) var notes: [String] = []
    private let kinds: [TextTable.Alignment]

    private static let gap = 2
    /// Names are not cut below this, nor so far that two of them look the same.
    private static let shortestName = 24
    /// Lines of sentences are not shorter than this.
    private static let shortestLine = 28

    init(_ rows: [[String]], _ kinds: [TextTable.Alignment]) {
        (self.rows, self.kinds) = (rows, kinds)
    }

    private var widths: [Int] {
        kinds.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    }

    /// Drops common folders, wraps sentences and shortens names until the rows fit, as far as that helps.
    mutating func fit(_ width: Int) {
        guard total(widths) > width else { return }
        for column in kinds.indices where kinds[column] == .left { dropFolders(column) }
        var widths = widths
        let prose = kinds.indices.filter { kinds[$0] == .prose }
        for column in prose { widths[column] = min(widths[column], Self.shortestLine) }
        let least = kinds.indices.map { kinds[$0] == .left ? leastWidth($0, widths[$0]) : 0 }
        while total(widths) > width {
            let names = kinds.indices.filter { kinds[$0] == .left && widths[$0] > least[$0] }
            guard let widest = names.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
        }
        for row in rows.indices {
            for column in kinds.indices where kinds[column] == .left {
                rows[row][column] = Self.cut(rows[row][column], to: widths[column])
            }
        }
        let spare = max(width - total(widths), 0) / max(prose.count, 1)
        for column in prose { wrap(column, to: widths[column] + spare) }
    }

    /// A name without its middle.
    ///
    /// Three quarters of what is kept are its end: names of tensors, and paths, begin alike.
    private static func cut(_ name: String, to width: Int) -> String {
        guard name.count > width else { return name }
        let kept = width - 3
        return name.prefix(kept / 4) + "..." + name.suffix(kept - kept / 4)
    }

    /// The least width at which no two names of a column look the same.
    ///
    /// Found by halving, so that one a little larger may be taken.
    private func leastWidth(_ column: Int, _ width: Int) -> Int {
        let names = rows.map { $0[column] }
        let count = Set(names.map(UTF8Key.init)).count
        var (low, high) = (min(Self.shortestName, width), width)
        while low < high {
            let middle = (low + high) / 2
            let isClear = Set(names.map { UTF8Key(Self.cut($0, to: middle)) }).count == count
            if isClear { high = middle } else { low = middle + 1 }
        }
        return high
    }

    /// Breaks the sentences of a column into lines, each a row whose other cells are empty.
    private mutating func wrap(_ column: Int, to width: Int) {
        rows = rows.flatMap { row -> [[String]] in
            var lines = [""]
            for word in row[column].split(separator: " ") {
                let last = lines[lines.count - 1]
                if last.isEmpty {
                    lines[lines.count - 1] = String(word)
                } else if last.count + 1 + word.count <= width {
                    lines[lines.count - 1] += " " + word
                } else {
                    lines.append(String(word))
                }
            }
            return lines.enumerated().map { number, line in
                var cells = number == 0 ? row : row.map { _ in "" }
                cells[column] = line
                return cells
            }
        }
    }

    /// The columns of each part of the table; all but the first begin with the first column, whose names
    /// tell the rows apart.
    func groups(_ width: Int?) -> [[Int]] {
        let widths = widths
        var groups = [[0]]
        for column in widths.indices.dropFirst() {
            let last = groups[groups.count - 1] + [column]
            if width.map({ total(last.map { widths[$0] }) > $0 }) ?? false, last.count > 2 {
                groups.append([0, column])
            } else {
                groups[groups.count - 1] = last
            }
        }
        return groups
    }

    private func total(_ widths: [Int]) -> Int {
        widths.reduce(0, +) + Self.gap * max(widths.count - 1, 0)
    }

    /// Drops the folders that all paths of a column begin with.
    private mutating func dropFolders(_ column: Int) {
        let cells = rows.dropFirst().map { $0[column] }
        guard cells.count > 1, let first = cells.first else { return }
        var count = 0
        for (place, character) in first.enumerated() where character == "/" {
            let prefix = first.prefix(place + 1)
            guard cells.allSatisfy({ $0.hasPrefix(prefix) && $0.count > prefix.count }) else {
                break
            }
            count = place + 1
        }
        guard count > 1 else { return }
        for row in rows.indices.dropFirst() { rows[row][column].removeFirst(count) }
        notes.append("\(rows[0][column]): all in \(first.prefix(count))")
    }
}
