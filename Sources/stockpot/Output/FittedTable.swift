internal import TextFormats

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
            let lines = WordWrap.lines(row[column].split(separator: " "), width: width)
            return lines.enumerated().map { number, line in
                var cells = number == 0 ? row : row.map { _ in "" }
                cells[column] = line
                return cells
            }
        }
    }

    /// The columns of each part of the table; all but the first begin with the first column, whose names
    /// tell the rows apart.
    func groups(_ width: Int) -> [[Int]] {
        let widths = widths
        var groups = [[0]]
        for column in widths.indices.dropFirst() {
            let last = groups[groups.count - 1] + [column]
            if total(last.map { widths[$0] }) > width, last.count > 2 {
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
