internal import CLIPModels

/// The horizontal axis of a layer chart: separators, block numbers and the names of the towers.
struct BlockAxis {
    let columns: [LayerColumn]

    /// Light lines between the columns of a panel, and at both ends of every tower.
    func separators(in panel: Frame) -> [SVGElement] {
        guard let narrowest = columns.map(\.width).min(), narrowest >= 6 else { return [] }
        let edges = columns.flatMap { [$0.left, $0.right] }.map(\.svg)
        var drawn: Set<String> = []
        return zip(columns.flatMap { [$0.left, $0.right] }, edges).compactMap { x, text in
            guard drawn.insert(text).inserted else { return nil }
            let top = Point(x: x, y: panel.top)
            return .line(from: top, to: Point(x: x, y: panel.bottom), class: "grid")
        }
    }

    /// Labels below the axis; where not all have room, those that would touch another are left
    /// out.
    func labels(at y: Double) -> [SVGElement] {
        var elements: [SVGElement] = []
        var end = -Double.infinity
        for (index, column) in columns.enumerated() where isLabelled(index) {
            let half = TextWidth(column.section.label, fontSize: 11).pixels / 2
            guard column.labelMiddle - half >= end else { continue }
            let place = Point(x: column.labelMiddle, y: y)
            elements.append(.text(column.section.label, at: place, class: "label"))
            end = column.labelMiddle + half + 2
        }
        return elements
    }

    /// The towers' names above the columns, when there is more than one tower.
    func towers(at y: Double) -> [SVGElement] {
        let towers = Set(columns.map(\.tower)).sorted()
        guard towers.count > 1 else { return [] }
        return towers.compactMap { tower in
            let own = columns.filter { $0.tower == tower }
            guard let first = own.first, let last = own.last else { return nil }
            let middle = Point(x: (first.left + last.right) / 2, y: y)
            return tower.title.map { .text($0, at: middle, class: "label") }
        }
    }

    /// Whether a column is among those that bear a label: the ends, and every so many blocks.
    private func isLabelled(_ index: Int) -> Bool {
        guard case .block(let number) = columns[index].section else { return true }
        return number % blockInterval == 0
    }

    /// The smallest of the round intervals for which the numbers of blocks have room.
    private var blockInterval: Int {
        let blocks = columns.filter { if case .block = $0.section { true } else { false } }
        guard let narrowest = blocks.map(\.width).min(), narrowest > 0 else { return 1 }
        let longest = blocks.map { TextWidth($0.section.label, fontSize: 11).pixels }.max() ?? 0
        let needed = (longest + 5) / narrowest
        return Self.intervals.first { Double($0) >= needed } ?? Self.intervals.last ?? 1
    }

    private static let intervals = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
}

extension TensorPlace.Tower {
    fileprivate var title: String? {
        switch self {
        case .vision: "vision tower"
        case .text: "text tower"
        case .unknown: nil
        }
    }
}
