internal import Glibc
internal import Merging

/// The figures of a layer, summed over its rows; a layer with one ratio is one row.
struct LayerTally: Sendable {
    private(set) var rows = 0
    private var rules = RuleCounts()
    private(set) var warnings: [LayerWarning: Int] = [:]
    /// The number of rows with a negative coefficient.
    private(set) var extrapolations = 0

    private var squaredNorms: [Double]
    private var cosines = Mean()
    private var angles = Mean()
    private var ratios = Mean()
    /// What was learned of a layer that is merged as a matrix.
    private(set) var matrices: MatrixFigures?
    /// What was learned of a layer that is merged element by element, where that was asked for.
    private(set) var elements: ElementFigures?

    init(vectorCount: Int) { squaredNorms = Array(repeating: 0, count: vectorCount) }

    /// What a row comes to.
    struct Row {
        let rule: LayerRule
        let squaredNorms: [Double]
        let cosine: Double?
        let ratio: Double?
        let warnings: [LayerWarning]
        let extrapolates: Bool
    }

    /// The tally of one row.
    init(_ row: Row) {
        squaredNorms = row.squaredNorms
        for warning in row.warnings { warnings[warning] = 1 }
        extrapolations = row.extrapolates ? 1 : 0
        add(row.rule, row.cosine, row.ratio)
    }

    /// The only row, where there is one.
    var onlyRow: Row? {
        let isWhole = matrices == nil && elements == nil
        guard rows == 1, isWhole, let rule, warnings.values.allSatisfy({ $0 == 1 }) else {
            return nil
        }
        return Row(
            rule: rule,
            squaredNorms: squaredNorms,
            cosine: cosine,
            ratio: ratio,
            warnings: Array(warnings.keys),
            extrapolates: extrapolations > 0
        )
    }

    mutating func add(_ decision: LayerDecision, _ gram: GramMatrix) {
        for warning in decision.warnings { warnings[warning, default: 0] += 1 }
        if case .combine(let sum) = decision.action, sum.extrapolates { extrapolations += 1 }
        for vector in 0..<gram.order { squaredNorms[vector] += gram[vector, vector] }
        add(decision.rule, decision.cosine, decision.ratio)
    }

    private mutating func add(_ rule: LayerRule, _ cosine: Double?, _ ratio: Double?) {
        rows += 1
        rules.add(rule, 1)
        cosines.add(cosine)
        angles.add(cosine.map { acos(min(max($0, -1), 1)) * 180 / .pi })
        ratios.add(ratio)
    }

    mutating func add(_ figures: ElementFigures) {
        elements = figures
        for (vector, square) in figures.squaredNorms.enumerated() { squaredNorms[vector] += square }
    }

    mutating func add(_ merged: MergedMatrix, by rule: LayerRule) {
        rows += 1
        rules.add(rule, 1)
        for warning in merged.warnings { warnings[warning, default: 0] += 1 }
        for (vector, norm) in merged.figures.norms.enumerated() {
            squaredNorms[vector] += norm * norm
        }
        matrices = merged.figures
    }

    static func += (left: inout Self, right: Self) {
        left.rows += right.rows
        for (rule, count) in right.rules.all { left.rules.add(rule, count) }
        left.warnings.merge(right.warnings, uniquingKeysWith: +)
        left.extrapolations += right.extrapolations
        if left.squaredNorms.isEmpty { left.squaredNorms = right.squaredNorms.map { _ in 0 } }
        for model in right.squaredNorms.indices {
            left.squaredNorms[model] += right.squaredNorms[model]
        }
        left.cosines += right.cosines
        left.angles += right.angles
        left.ratios += right.ratios
        if let figures = right.elements {
            if left.elements == nil { left.elements = figures } else { left.elements? += figures }
        }
    }
}

extension LayerTally {
    var norms: [Double] { squaredNorms.map { $0.squareRoot() } }
    var cosine: Double? { cosines.value }
    var angle: Double? { angles.value }
    var ratio: Double? { ratios.value }

    /// The rule of most rows; the first in name where two have as many.
    var rule: LayerRule? {
        rules.all.max { ($0.count, $1.rule.rawValue) < ($1.count, $0.rule.rawValue) }?.rule
    }
}

/// How many rows each rule made.
///
/// Nearly always there is one rule, which takes no memory of its own: there can be a million layers.
private struct RuleCounts: Sendable {
    private var first: (rule: LayerRule, count: Int)?
    private var others: [LayerRule: Int] = [:]

    mutating func add(_ rule: LayerRule, _ count: Int) {
        guard let first, first.rule != rule else {
            self.first = (rule, (first?.count ?? 0) + count)
            return
        }
        others[rule, default: 0] += count
    }

    var all: [(rule: LayerRule, count: Int)] {
        [first].compactMap(\.self) + others.map { (rule: $0, count: $1) }
    }
}

/// A running mean of the rows that have the figure.
private struct Mean: Sendable {
    var sum = 0.0
    var count = 0

    var value: Double? { count == 0 ? nil : sum / Double(count) }

    mutating func add(_ value: Double?) {
        guard let value else { return }
        sum += value
        count += 1
    }

    static func += (left: inout Self, right: Self) {
        left.sum += right.sum
        left.count += right.count
    }
}
