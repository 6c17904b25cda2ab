internal import CLIPModels

/// Distributes layers over the horizontal axis: in network order, one column per block.
///
/// Columns are about equally wide however many layers they hold, so that the two ends of a tower
/// have room for their labels.
struct LayerColumns {
    private(set) var columns: [LayerColumn] = []
    private(set) var layers: [PlacedLayer] = []

    private struct Item {
        let figure: LayerFigure
        let place: TensorPlace
        let number: Int
    }

    /// - Parameters:
    ///   - figures: The layers, in any order. Those without any value are left out.
    ///   - frame: The room for all columns.
    /// - Complexity: O(n log n) for n layers.
    init(_ figures: [LayerFigure], in frame: Frame) {
        let drawn = figures.filter { $0.angle != nil || $0.ratio != nil }
        let items = drawn.enumerated().map { number, figure in
            Item(figure: figure, place: TensorPlace(figure.name), number: number)
        }
        let groups = Self.grouped(items)
        let fewestSlots = min(groups.map(\.count).max() ?? 0, Self.fewestSlots)
        let weights = groups.map { Double(max($0.count, fewestSlots)) }
        let gaps = Double(Set(items.map(\.place.tower)).count - 1) * Self.towerGap
        let unit = (frame.width - max(gaps, 0)) / max(weights.reduce(0, +), 1)
        var left = frame.left
        for (group, weight) in zip(groups, weights) {
            if let last = columns.last, last.tower != group[0].place.tower { left += Self.towerGap }
            add(group, at: left, width: weight * unit)
            left += weight * unit
        }
    }

    /// Sorts layers into network order and divides them by section.
    private static func grouped(_ items: [Item]) -> [[Item]] {
        // The number makes the order total: equal places keep the order in which they were given.
        let sorted = items.sorted {
            $0.place.precedes($1.place)
                || !$1.place.precedes($0.place) && $0.number < $1.number
        }
        var groups: [[Item]] = []
        for item in sorted {
            if let last = groups.last?.last?.place, last.tower == item.place.tower,
                last.section == item.place.section
            {
                groups[groups.count - 1].append(item)
            } else {
                groups.append([item])
            }
        }
        return groups
    }

    private mutating func add(_ group: [Item], at left: Double, width: Double) {
        let (tower, section) = (group[0].place.tower, group[0].place.section)
        columns.append(LayerColumn(tower: tower, section: section, left: left, width: width))
        let pitch = width / Double(group.count)
        for (index, item) in group.enumerated() {
            let x = left + (Double(index) + 0.5) * pitch
            let kind = LayerKind(item.place)
            layers.append(PlacedLayer(figure: item.figure, kind: kind, x: x))
        }
    }

    /// Columns with fewer layers are as wide as if they had so many, or as the widest has.
    private static let fewestSlots = 16
    /// The pixels between two towers.
    private static let towerGap = 24.0
}

/// A layer with its place on the horizontal axis.
struct PlacedLayer {
    let figure: LayerFigure
    let kind: LayerKind
    /// The pixel at which its points are.
    let x: Double

    /// The text that appears when the pointer rests on a point: the name and both values.
    var tooltip: String {
        let angle = figure.angle.map { "angle \(DecimalText($0, places: 2).text) degrees" }
        let ratio = figure.ratio.map { "ratio \(DecimalText($0, places: 4).text)" }
        return figure.name + "\n" + [angle, ratio].compactMap(\.self).joined(separator: ", ")
    }
}

/// The stretch of the horizontal axis that belongs to one block, or to one end of a tower.
struct LayerColumn {
    let tower: TensorPlace.Tower
    let section: TensorPlace.Section
    let left: Double
    let width: Double

    var right: Double { left + width }
    var middle: Double { left + width / 2 }

    /// Where the label is: that of the input is the longest, and has room on the left only.
    var labelMiddle: Double { section == .input ? middle - 4 : middle }
}

extension TensorPlace.Section {
    /// The label below the axis.
    var label: String {
        switch self {
        case .input: "embed"
        case .block(let number): String(number)
        case .output: "out"
        case .unknown: "other"
        }
    }
}
