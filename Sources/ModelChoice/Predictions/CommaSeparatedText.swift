internal import TextFormats

/// Lines of cells with commas between them; a cell in double quotes may hold commas, ends of lines and
/// doubled quotes.
struct CommaSeparatedText {
    /// A line's number in the file, from 1, and its cells.
    typealias Row = (line: Int, cells: [String])

    /// The rows that are not empty.
    let rows: [Row]

    /// Reads a text.
    ///
    /// - Throws: `ModelChoiceError.data` for text that is not UTF-8, and a quote that does not end.
    /// - Complexity: O(bytes).
    init(_ bytes: [UInt8], path: String) throws(ModelChoiceError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .data(path: path, reason: "is not UTF-8")
        }
        var rows: [Row] = []
        var (cells, cell): ([String], String.UnicodeScalarView) = ([], .init())
        var (line, start, isQuoted, wasQuoted) = (1, 1, false, false)
        func isBlank() -> Bool { cells.isEmpty && cell.isEmpty && !wasQuoted }
        var scalars = text.unicodeScalars.makeIterator()
        var pending = scalars.next()
        while let scalar = pending {
            pending = scalars.next()
            if scalar == "\n" { line += 1 }
            switch scalar {
            case "\"" where isQuoted && pending == "\"":
                cell.append(scalar)
                pending = scalars.next()
            case "\"" where isQuoted || cell.isEmpty:
                (isQuoted, wasQuoted) = (!isQuoted, true)
            case "," where !isQuoted:
                cells.append(String(cell))
                (cell, wasQuoted) = (.init(), false)
            case "\n" where !isQuoted:
                if cell.last == "\r" { cell.removeLast() }
                if !isBlank() { rows.append((start, cells + [String(cell)])) }
                (cells, cell, wasQuoted, start) = ([], .init(), false, line)
            default: cell.append(scalar)
            }
        }
        guard !isQuoted else {
            throw .data(path: "\(path):\(start)", reason: "a quote is opened and not closed")
        }
        if !isBlank() { rows.append((start, cells + [String(cell)])) }
        self.rows = rows
    }

    /// A cell as it is written.
    static func cell(_ text: String) -> String {
        let special = text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
        guard special else { return text }
        let doubled = text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }
        return "\"" + doubled.joined() + "\""
    }
}
