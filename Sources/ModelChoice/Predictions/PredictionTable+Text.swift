internal import SystemFiles
internal import TextFormats

extension PredictionTable {
    /// Reads classes from a text: a header `item,MODEL,MODEL...` that may end in `label`, then a line for
    /// each item with class numbers, or with class names.
    ///
    /// - Throws: `ModelChoiceError.data` that names the line.
    package init(text bytes: [UInt8], path: String, dataSet: String) throws(ModelChoiceError) {
        let rows = try CommaSeparatedText(bytes, path: path).rows
        guard let header = rows.first, header.cells.count > 1, header.cells[0].isExactly("item")
        else { throw .data(path: path, reason: "its first line is not 'item,MODEL,MODEL...'") }
        let hasLabels = header.cells.last?.isExactly("label") == true
        let models = Array(header.cells.dropFirst().dropLast(hasLabels ? 1 : 0))
        guard !models.isEmpty, rows.count > 1 else {
            throw .data(path: path, reason: "holds no models or no items")
        }
        for row in rows.dropFirst() where row.cells.count != header.cells.count {
            throw .data(
                path: "\(path):\(row.line)",
                reason: "has \(row.cells.count) cells, the header \(header.cells.count)"
            )
        }
        let cells = rows.dropFirst().map { $0.cells.dropFirst() }
        let areNumbers = cells.joined().allSatisfy { ClassNames.number($0) != nil }
        let names = areNumbers ? nil : Array(cells.joined().withoutRepeats).sortedByBytes()
        let places = ClassNames(names)
        let numbers = cells.map { row in row.map { places[$0] ?? 0 } }
        self.init(
            dataSet: dataSet,
            models: models,
            items: rows.dropFirst().map(\.cells[0]),
            classCount: names?.count ?? (numbers.joined().max() ?? 0) + 1,
            classNames: names,
            labels: hasLabels ? numbers.map { $0[models.count] } : nil,
            classes: models.indices.map { model in numbers.map { $0[model] } },
            labelProbabilities: nil
        )
    }
}

/// Classes by name or number.
struct ClassNames {
    private let places: [UTF8Key: Int]

    init(_ names: [String]?) {
        let pairs = (names ?? []).enumerated().map { (UTF8Key($1), $0) }
        places = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// The class of a cell.
    subscript(cell: String) -> Int? { places[UTF8Key(cell)] ?? Self.number(cell) }

    /// A class number of a sensible size.
    static func number(_ text: String) -> Int? {
        guard let number = Int(text), (0..<1 << 24).contains(number) else { return nil }
        return number
    }
}

/// Labels that a person gave: a header `item,class`, then an item, by number or name, and its class.
package struct GivenLabels: Sendable {
    /// The items and their classes, in the file's order.
    package let labels: [(item: Int, label: Int)]

    /// No labels yet.
    package static let none = GivenLabels(labels: [])

    private init(labels: [(item: Int, label: Int)]) { self.labels = labels }

    /// Reads labels of the items of a table.
    ///
    /// - Throws: `ModelChoiceError.data` that names the line of an unknown item or class, or of an item
    ///   that has two.
    package init(
        _ bytes: [UInt8],
        path: String,
        of table: PredictionTable
    ) throws(ModelChoiceError) {
        let rows = try CommaSeparatedText(bytes, path: path).rows
        guard let header = rows.first,
            header.cells.map(UTF8Key.init) == ["item", "class"].map(UTF8Key.init)
        else { throw .data(path: path, reason: "its first line is not 'item,class'") }
        let pairs = table.items.enumerated().map { (UTF8Key($1), $0) }
        let items = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        let classes = ClassNames(table.classNames)
        var seen: Set<Int> = []
        var labels: [(item: Int, label: Int)] = []
        for row in rows.dropFirst() {
            func refuse(_ reason: String) -> ModelChoiceError {
                .data(path: "\(path):\(row.line)", reason: reason)
            }
            guard row.cells.count == 2 else { throw refuse("is not an item and a class") }
            let number = ClassNames.number(row.cells[0]).flatMap {
                table.items.indices.contains($0) ? $0 : nil
            }
            guard let item = items[UTF8Key(row.cells[0])] ?? number else {
                throw refuse("\(table.dataSet) has no item '\(row.cells[0])'")
            }
            guard let label = classes[row.cells[1]], label < table.classCount else {
                throw refuse("\(table.dataSet) has no class '\(row.cells[1])'")
            }
            guard seen.insert(item).inserted else {
                throw refuse("item '\(row.cells[0])' has a label in an earlier line")
            }
            labels.append((item, label))
        }
        self.labels = labels
    }
}
