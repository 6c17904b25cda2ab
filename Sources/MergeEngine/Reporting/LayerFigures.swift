internal import Merging

/// The figures of many layers: a column for each, where a layer was decided at once, as nearly all are.
///
/// - Complexity: 30 bytes for a layer, and 8 for each of its vectors.
struct LayerFigures: Sendable {
    private let vectorCount: Int
    /// The slot in which a layer's figures were found; none where there are none, or they are among the
    /// others.
    private var slots: [Int32]
    private var ruleNumbers: [UInt8]
    private var rules: [LayerRule] = []
    /// The length of each vector, squared; NaN where a layer has fewer.
    private var squaredNorms: [Double]
    /// NaN where a layer has none.
    private var cosines: [Double]
    private var ratios: [Double]
    /// Whether a coefficient is negative.
    private var extrapolate: [Bool]
    private var warnings: [Int: [LayerWarning]] = [:]
    /// What was found of layers of several parts, of several rows, or of matrices.
    private var others: [Int: [(slot: Int, tally: LayerTally)]] = [:]
    /// Layers whose figures stay, whatever else is found of them.
    private var settled: Set<Int> = []

    private static let none: Int32 = -1

    /// Begins without figures.
    ///
    /// - Parameters:
    ///   - layerCount: The number of layers.
    ///   - vectorCount: The number of vectors of which lengths are measured.
    init(layerCount: Int, vectorCount: Int) {
        self.vectorCount = vectorCount
        slots = Array(repeating: Self.none, count: layerCount)
        ruleNumbers = Array(repeating: 0, count: layerCount)
        squaredNorms = Array(repeating: .nan, count: layerCount * vectorCount)
        cosines = Array(repeating: .nan, count: layerCount)
        ratios = Array(repeating: .nan, count: layerCount)
        extrapolate = Array(repeating: false, count: layerCount)
    }

    /// The layers about which there is a warning, in order.
    var layersWithWarnings: [Int] {
        let others = others.filter { $0.value.contains { !$0.tally.warnings.isEmpty } }
        return (Array(warnings.keys) + others.keys).sorted()
    }

    /// Adds what was found in a slot of a layer.
    mutating func add(_ tally: LayerTally, layer: Int, slot: Int) {
        guard !settled.contains(layer) else { return }
        let isFirst = slots[layer] == Self.none && others[layer] == nil
        if isFirst, let row = tally.onlyRow, set(row, layer) {
            slots[layer] = Int32(slot)
            return
        }
        if slots[layer] != Self.none {
            others[layer] = [(Int(slots[layer]), only(layer))]
            slots[layer] = Self.none
            warnings[layer] = nil
        }
        others[layer, default: []].append((slot, tally))
    }

    /// Puts figures in place of all that was found of a layer, and will be: which of its segments come
    /// later depends on the workers.
    mutating func replace(by tally: LayerTally, layer: Int) {
        slots[layer] = Self.none
        warnings[layer] = nil
        others[layer] = [(0, tally)]
        settled.insert(layer)
    }

    /// The figures of a layer, those of its parts and segments added in their order.
    subscript(layer: Int) -> LayerTally {
        guard slots[layer] == Self.none else { return only(layer) }
        let found = (others[layer] ?? []).sorted { $0.slot < $1.slot }.map(\.tally)
        guard var sum = found.first else { return LayerTally(vectorCount: 0) }
        for tally in found.dropFirst() { sum += tally }
        return sum
    }

    /// Writes a row; returns whether it fits the columns.
    private mutating func set(_ row: LayerTally.Row, _ layer: Int) -> Bool {
        let isNumber = [row.cosine, row.ratio].allSatisfy { $0?.isNaN != true }
        let fits = row.squaredNorms.count <= vectorCount && isNumber
        let number = rules.firstIndex(of: row.rule) ?? rules.count
        guard fits, number <= UInt8.max, !row.squaredNorms.contains(where: \.isNaN) else {
            return false
        }
        if number == rules.count { rules.append(row.rule) }
        ruleNumbers[layer] = UInt8(number)
        if !row.warnings.isEmpty { warnings[layer] = row.warnings }
        cosines[layer] = row.cosine ?? .nan
        ratios[layer] = row.ratio ?? .nan
        extrapolate[layer] = row.extrapolates
        for (vector, square) in row.squaredNorms.enumerated() {
            squaredNorms[layer * vectorCount + vector] = square
        }
        return true
    }

    private func only(_ layer: Int) -> LayerTally {
        func number(_ value: Double) -> Double? { value.isNaN ? nil : value }
        let squares = squaredNorms[layer * vectorCount..<(layer + 1) * vectorCount]
        return LayerTally(
            LayerTally.Row(
                rule: rules[Int(ruleNumbers[layer])],
                squaredNorms: squares.filter { !$0.isNaN },
                cosine: number(cosines[layer]),
                ratio: number(ratios[layer]),
                warnings: warnings[layer] ?? [],
                extrapolates: extrapolate[layer]
            )
        )
    }
}
