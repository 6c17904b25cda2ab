internal import ArgumentParser
internal import SystemFiles
internal import TextFormats

/// What a command prints for people: tables, and what is to be said about them, a blank line apart.
struct Page {
    enum Block {
        case table(TextTable)
        case text(PrintableText)
    }

    private let blocks: [Block]

    init(_ blocks: [Block]) { self.blocks = blocks }

    /// A table, and lines below it.
    init(_ table: TextTable, _ lines: [String] = []) {
        self.init([.table(table)] + (lines.isEmpty ? [] : [.text(PrintableText(lines: lines))]))
    }

    static func + (left: Page, right: Page) -> Page { Page(left.blocks + right.blocks) }

    /// Prints the page on standard output.
    ///
    /// - Parameter width: The most characters of a line, as far as tables and words allow; nil for any.
    /// - Throws: `StandardOutputError`.
    func print(width: Int?) throws {
        for (number, block) in blocks.enumerated() {
            if number > 0 { try StandardOutput.print("") }
            switch block {
            case .table(let table): try StandardOutput.print(lines: table.lines(width: width))
            case .text(let text): try StandardOutput.print(lines: lines(text, width))
            }
        }
    }

    private func lines(_ text: PrintableText, _ width: Int?) -> [String] {
        text.text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
            width.map { WordWrap.lines(of: String(line), width: $0) } ?? [String(line)]
        }
    }

    /// Prints the tables alone, as CSV.
    ///
    /// - Throws: `StandardOutputError`.
    func printCSV() throws {
        let tables = blocks.compactMap { if case .table(let table) = $0 { table } else { nil } }
        for (number, table) in tables.enumerated() {
            if number > 0 { try StandardOutput.print("") }
            try StandardOutput.print(lines: table.csvLines)
        }
    }
}

/// How tables are printed.
struct TableArguments: ParsableArguments {
    @Flag(
        help: """
            Print tables as CSV, without the text around them; several are a blank line apart.
            """
    )
    var csv = false

    /// Prints a page on standard output.
    func print(_ page: Page) throws {
        try csv ? page.printCSV() : page.print(width: Terminal.columns)
    }
}
