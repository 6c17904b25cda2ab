internal import Glibc
internal import Merging

/// The figures of a layer, summed over its rows; a layer with one ratio is one row.
struct LayerTally: Sendable {
    private(set) var rows = 0
    private(set) var rules: [LayerRule: Int] = [:]
    private(set) var warnings: [LayerWarning: Int] = [:]

    private var squaredNorms: [Double]
    private var cosines = Mean()
    private var angles = Mean()
    private var ratios = Mean()

    init(vectorCount: Int) { squaredNorms = Array(repeating: 0, count: vectorCount) }

    mutating func add(_ decision: LayerDecision, _ gram: GramMatrix) {
        rows += 1
        rules[decision.rule, default: 0] += 1
        for warning in decision.warnings { warnings[warning, default: 0] += 1 }
        for vector in 0..<gram.order { squaredNorms[vector] += gram[vector, vector] }
        cosines.add(decision.cosine)
        angles.add(decision.cosine.map { acos(min(max($0, -1), 1)) * 180 / .pi })
        ratios.add(decision.ratio)
    }

    static func += (left: inout Self, right: Self) {
        left.rows += right.rows
        left.rules.merge(right.rules, uniquingKeysWith: +)
        left.warnings.merge(right.warnings, uniquingKeysWith: +)
        for model in right.squaredNorms.indices {
            left.squaredNorms[model] += right.squaredNorms[model]
        }
        left.cosines += right.cosines
        left.angles += right.angles
        left.ratios += right.ratios
    }
}

extension LayerTally {
    var norms: [Double] { squaredNorms.map { $0.squareRoot() } }
    var cosine: Double? { cosines.value }
    var angle: Double? { angles.value }
    var ratio: Double? { ratios.value }

    /// The rule of most rows; the first in name where two have as many.
    var rule: LayerRule? {
        rules.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key
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
