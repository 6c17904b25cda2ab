internal import Checkpoints
internal import TextFormats

/// Columns of text, aligned.
struct TextTable {
    enum Alignment { case left, right }

    private let alignments: [Alignment]
    private let longestCell = 1024
    private var rows: [[String]]

    init(_ columns: [(title: String, alignment: Alignment)]) {
        alignments = columns.map(\.alignment)
        rows = [columns.map(\.title)]
    }

    mutating func add(_ cells: [String]) {
        precondition(cells.count == alignments.count, "a row has one cell per column")
        rows.append(
            cells.map { PrintableText.escaped(PrintableText.shortened($0, to: longestCell)) }
        )
    }

    /// The titles, a rule, and the rows, two spaces between columns.
    var text: PrintableText {
        let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let rule = widths.map { String(repeating: "-", count: $0) }
        let lines = [rows[0], rule] + rows.dropFirst()
        return PrintableText(lines: lines.map { line($0, widths) })
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = alignments.indices.map { column in
            let padding = String(repeating: " ", count: widths[column] - cells[column].count)
            return alignments[column] == .left ? cells[column] + padding : padding + cells[column]
        }
        let text = padded.joined(separator: "  ")
        return text.lastIndex { $0 != " " }.map { String(text[...$0]) } ?? ""
    }
}
