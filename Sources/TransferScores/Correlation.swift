/// Ranks with ties.
enum Ranks {
    /// The ranks of numbers, from 1; equal ones share the mean of theirs.
    ///
    /// - Complexity: O(n log n).
    static func averaged(_ numbers: [Double]) -> [Double] {
        let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
        var ranks = [Double](repeating: 0, count: numbers.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, numbers[order[end]] == numbers[order[start]] { end += 1 }
            for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
            start = end
        }
        return ranks
    }
}

/// How well scores predict accuracies: four coefficients of correlation.
///
/// Each is nil for fewer than two pairs and where one side is constant.
package enum Correlation {
    /// Pearson's.
    ///
    /// - Precondition: Both have the same length.
    package static func pearson(_ x: [Double], _ y: [Double]) -> Double? {
        precondition(x.count == y.count, "numbers and their partners differ in count")
        let n = Double(x.count)
        let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for (a, b) in zip(x, y) {
            xx += (a - meanX) * (a - meanX)
            yy += (b - meanY) * (b - meanY)
            xy += (a - meanX) * (b - meanY)
        }
        guard xx > 0, yy > 0 else { return nil }
        return xy / (xx.squareRoot() * yy.squareRoot())
    }

    /// Spearman's: Pearson's of the ranks, ties with the mean of theirs.
    package static func spearman(_ x: [Double], _ y: [Double]) -> Double? {
        pearson(Ranks.averaged(x), Ranks.averaged(y))
    }

    /// Kendall's τ-b.
    ///
    /// - Complexity: O(n^2).
    package static func kendall(_ x: [Double], _ y: [Double]) -> Double? {
        weightedAgreement(x, y) { _, _ in 1 }
    }

    /// The weighted τ, in which the best ranks count most.
    ///
    /// A pair counts `1/(1 + r_i) + 1/(1 + r_j)`, r the rank from 0 in decreasing order of (x, y), and
    /// again of (y, x); the result is the mean of both. Vigna, WWW 2015.
    ///
    /// - Complexity: O(n^2).
    package static func weightedTau(_ x: [Double], _ y: [Double]) -> Double? {
        func oneWay(_ first: [Double], _ second: [Double]) -> Double? {
            let order = first.indices.sorted {
                (first[$0], second[$0], -$0) > (first[$1], second[$1], -$1)
            }
            var ranks = [Double](repeating: 0, count: first.count)
            for (rank, index) in order.enumerated() { ranks[index] = Double(rank) }
            return weightedAgreement(first, second) { 1 / (1 + ranks[$0]) + 1 / (1 + ranks[$1]) }
        }
        guard let there = oneWay(x, y), let back = oneWay(y, x) else { return nil }
        return (there + back) / 2
    }

    private static func weightedAgreement(
        _ x: [Double],
        _ y: [Double],
        _ weight: (Int, Int) -> Double
    ) -> Double? {
        precondition(x.count == y.count, "numbers and their partners differ in count")
        var (agreement, ofX, ofY) = (0.0, 0.0, 0.0)
        for i in x.indices {
            for j in x.indices where j > i {
                let (a, b) = (sign(x[i] - x[j]), sign(y[i] - y[j]))
                let w = weight(i, j)
                agreement += w * a * b
                ofX += w * a * a
                ofY += w * b * b
            }
        }
        guard ofX > 0, ofY > 0 else { return nil }
        return agreement / (ofX * ofY).squareRoot()
    }

    private static func sign(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : 0 }
}
