/// Anchor points: a few items that stand for all others, found from how models answer them.
///
/// k-medoids on one minus the correlation of items over models. The score of a new model is the sum over
/// the anchors of their weights times its confidence there. Vivek et al., arXiv 2309.08638.
package struct AnchorPoints: Sendable {
    /// The anchors, in the order in which they were chosen.
    package let items: [Int]
    /// For each anchor the share of items nearest to it.
    package let weights: [Double]
    /// For each item the place of its anchor in `items`.
    package let members: [Int]
    /// The sum of all items' distances to their anchors.
    package let loss: Double

    /// Chooses anchors.
    ///
    /// - Parameters:
    ///   - confidences: For each model the probability that it gives the correct class of each item.
    ///   - count: The number of anchors.
    /// - Precondition: All models have the same items, and there are at least `count` of them and 1.
    /// - Complexity: O(n^2 M) for the distances of n items over M models, O(n^2) memory, and
    ///   O(count n^2) for each of at most 100 swaps.
    package init(confidences: [[Double]], count: Int) {
        let itemCount = confidences.first?.count ?? 0
        precondition(confidences.allSatisfy { $0.count == itemCount }, "models differ in items")
        precondition(count > 0 && count <= itemCount, "there are \(itemCount) items, not \(count)")
        let distances = Self.distances(confidences)
        var anchors = Self.build(distances, count)
        for _ in 0..<100 {
            guard let better = Self.bestSwap(anchors, distances) else { break }
            anchors = better
        }
        items = anchors
        members = distances.indices.map { Self.nearest($0, anchors, distances) }
        var weights = [Double](repeating: 0, count: count)
        for place in members { weights[place] += 1 / Double(itemCount) }
        self.weights = weights
        loss = Self.loss(anchors, distances)
    }

    /// The weighted score of a model from its confidences at all items.
    package func score(_ confidences: [Double]) -> Double {
        zip(items, weights).reduce(0) { $0 + $1.1 * confidences[$1.0] }
    }

    private static func distances(_ confidences: [[Double]]) -> [[Double]] {
        let itemCount = confidences[0].count
        let columns = (0..<itemCount).map { item -> [Double] in
            let values = confidences.map { $0[item] }
            let mean = values.reduce(0, +) / Double(values.count)
            let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            // A constant item correlates with nothing but itself.
            let scale = square > 0 ? 1 / square.squareRoot() : 0
            return values.map { ($0 - mean) * scale }
        }
        return columns.enumerated().map { i, column in
            columns.enumerated().map { j, other -> Double in
                let correlation = zip(column, other).reduce(0.0) { $0 + $1.0 * $1.1 }
                return i == j ? 0 : 1 - correlation
            }
        }
    }

    private static func loss(_ anchors: [Int], _ distances: [[Double]]) -> Double {
        distances.reduce(0) { sum, row in
            sum + anchors.reduce(.infinity) { min($0, row[$1]) }
        }
    }

    /// The first place among the anchors of those nearest to an item.
    private static func nearest(_ item: Int, _ anchors: [Int], _ distances: [[Double]]) -> Int {
        anchors.indices.reduce(0) { best, place in
            distances[item][anchors[place]] < distances[item][anchors[best]] - 1e-12 ? place : best
        }
    }

    private static func build(_ distances: [[Double]], _ count: Int) -> [Int] {
        var anchors: [Int] = []
        while anchors.count < count {
            var best: (item: Int, loss: Double) = (-1, .infinity)
            for item in distances.indices where !anchors.contains(item) {
                let loss = loss(anchors + [item], distances)
                if loss < best.loss - 1e-12 { best = (item, loss) }
            }
            anchors.append(best.item)
        }
        return anchors
    }

    private static func bestSwap(_ anchors: [Int], _ distances: [[Double]]) -> [Int]? {
        var best: (anchors: [Int], loss: Double)?
        let current = loss(anchors, distances)
        for place in anchors.indices {
            for item in distances.indices where !anchors.contains(item) {
                var swapped = anchors
                swapped[place] = item
                let loss = loss(swapped, distances)
                if loss < (best?.loss ?? current) - 1e-12 { best = (swapped, loss) }
            }
        }
        return best?.anchors
    }
}
