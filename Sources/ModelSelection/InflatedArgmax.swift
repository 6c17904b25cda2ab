internal import Randomness

/// The models that may well be the best: bagging and the inflated argmax.
///
/// In each bag, a part of the items drawn without replacement, the model of the best mean gets a vote,
/// shared where several are best. Of the shares w of votes, the inflated argmax is the set of models j
/// whose region `R_j = {v : v_j >= max of others + ε/sqrt(2)}` is nearer to w than ε. Adelabu, Soloff,
/// Barber and Willett, arXiv 2410.18268 and 2405.14064.
package struct InflatedArgmax: Sendable {
    /// The share of votes of each model; they sum to 1.
    package let shares: [Double]
    /// The distance of the shares to each model's region.
    package let distances: [Double]
    /// The models of the set, ascending; there is always one.
    package let selected: [Int]

    /// Takes the inflated argmax of shares.
    ///
    /// - Parameters:
    ///   - shares: w, a number for each model.
    ///   - epsilon: ε, above 0 and below sqrt(2).
    /// - Precondition: There is at least one model, and ε is in range.
    /// - Complexity: O(M^2 log M) for M models.
    package init(shares: [Double], epsilon: Double) {
        precondition(!shares.isEmpty, "there are no models to choose from")
        precondition(epsilon > 0 && epsilon < 2.0.squareRoot(), "ε is out of range")
        self.shares = shares
        let distances = shares.indices.map { Self.distance(of: shares, to: $0, epsilon: epsilon) }
        self.distances = distances
        let order = Ranking.order(shares)
        selected = order.prefix { distances[$0] < epsilon }.sorted()
    }

    /// Votes by bags of items, and takes the inflated argmax of the shares.
    ///
    /// - Parameters:
    ///   - scores: For each model its score of every item, such as 0 or 1 for its correctness.
    ///   - bagCount: The number of bags.
    ///   - fraction: The part of the items in a bag.
    ///   - epsilon: ε.
    ///   - seed: Decides which items are drawn.
    /// - Precondition: All models have scores of the same items, at least one, and there is a bag.
    /// - Complexity: O(bags * items * models).
    package init(
        scores: [[Double]],
        bagCount: Int,
        fraction: Double,
        epsilon: Double,
        seed: UInt64
    ) {
        precondition(bagCount > 0, "there are no bags")
        let itemCount = scores.first?.count ?? 0
        precondition(itemCount > 0 && scores.allSatisfy { $0.count == itemCount }, "items differ")
        let size = min(max(Int((fraction * Double(itemCount)).rounded()), 1), itemCount)
        var shares = [Double](repeating: 0, count: scores.count)
        var items = Array(0..<itemCount)
        for bag in 0..<bagCount {
            let random = CounterHash(seed: seed, part: bag)
            // The first places of a shuffle are a sample without replacement, whatever the order was.
            for place in 0..<size {
                let other = place + Int(random[place] % UInt64(itemCount - place))
                items.swapAt(place, other)
            }
            let sums = scores.map { model in items.prefix(size).reduce(0) { $0 + model[$1] } }
            let best = sums.max() ?? 0
            let winners = sums.indices.filter { best - sums[$0] <= 1e-12 * Double(size) }
            for winner in winners { shares[winner] += 1 / Double(winners.count * bagCount) }
        }
        self.init(shares: shares, epsilon: epsilon)
    }

    /// The δ such that, with probability 1 - δ at least, the sets with and without any one item overlap:
    /// `p / (1 - p) / ((n - 1) ε^2)` for bags of the part p of n items.
    package static func instability(itemCount: Int, fraction: Double, epsilon: Double) -> Double {
        fraction / (1 - fraction) / (Double(itemCount - 1) * epsilon * epsilon)
    }

    /// The distance of shares to the region of one model: its nearest point lowers the largest others
    /// to one level s and raises the model to `s + ε/sqrt(2)`.
    private static func distance(of shares: [Double], to model: Int, epsilon: Double) -> Double {
        let margin = epsilon / 2.0.squareRoot()
        let others = shares.indices.filter { $0 != model }.map { shares[$0] }.sorted(by: >)
        var sum = shares[model]
        for count in 0...others.count {
            if count > 0 { sum += others[count - 1] }
            let level = (sum - margin) / Double(count + 1)
            guard count == others.count || others[count] < level else { continue }
            guard count > 0 else { return 0 }
            let raised = level + margin - shares[model]
            let lowered = others.prefix(count).reduce(0) { $0 + ($1 - level) * ($1 - level) }
            return (raised * raised + lowered).squareRoot()
        }
        return 0
    }
}
