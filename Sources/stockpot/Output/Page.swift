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

    /// The page in some room.
    ///
    /// - Parameter width: The most characters of a table's line; nil for any.
    /// - Returns: The tables and the text.
    func text(width: Int?) -> PrintableText {
        PrintableText.joined(
            blocks.map { block in
                switch block {
                case .table(let table): table.text(width: width)
                case .text(let text): text
                }
            },
            separator: "\n\n"
        )
    }

    /// The tables alone, as CSV.
    var csv: PrintableText {
        let tables = blocks.compactMap { if case .table(let table) = $0 { table.csv } else { nil } }
        return PrintableText.joined(tables, separator: "\n\n")
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
        try StandardOutput.print(csv ? page.csv : page.text(width: Terminal.columns))
    }
}
