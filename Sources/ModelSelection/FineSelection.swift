/// The fine selection of arXiv 2404.00069: models are dropped stage by stage, on growing shares of the
/// target's images, with what the history says about such intermediate accuracies.
package enum FineSelection {
    /// What a model reached on another data set.
    package struct Past: Sendable {
        /// The accuracy at the same stage.
        package let intermediate: Double
        /// The accuracy on all images.
        package let final: Double

        /// Creates a record.
        package init(intermediate: Double, final: Double) {
            self.intermediate = intermediate
            self.final = final
        }
    }

    /// The accuracy that a model is expected to reach: the past's intermediate accuracies are put into at
    /// most four clusters, by exact one-dimensional k-means, and the mean final accuracy of the nearest
    /// cluster counts.
    ///
    /// - Returns: Nil without a past.
    /// - Complexity: O(n^2) for n records.
    package static func prediction(_ accuracy: Double, past: [Past]) -> Double? {
        guard !past.isEmpty else { return nil }
        let sorted = past.sorted { $0.intermediate < $1.intermediate }
        let values = sorted.map(\.intermediate)
        let distinct = zip(values, values.dropFirst()).count { $0 != $1 } + 1
        let clusters = LineClusters.ranges(values, count: min(4, distinct))
        var best: (distance: Double, final: Double) = (.infinity, 0)
        for range in clusters {
            let centre = values[range].reduce(0, +) / Double(range.count)
            let final = sorted[range].reduce(0) { $0 + $1.final } / Double(range.count)
            let distance = (accuracy - centre).magnitude
            if distance < best.distance - 1e-12 { best = (distance, final) }
        }
        return best.final
    }

    /// The models that go on to the next stage.
    ///
    /// A model is dropped when one with a larger accuracy is also expected to reach more; then those with
    /// the least accuracy, until at most half remain. Without a past for every model only the second
    /// happens: successive halving.
    ///
    /// - Parameters:
    ///   - models: The models that remain.
    ///   - accuracies: Their accuracies at this stage.
    ///   - predictions: What they are expected to reach, nil without a past.
    ///   - threshold: How much more a better one must be expected to reach.
    /// - Returns: The models that remain, in their order.
    /// - Complexity: O(n^2).
    package static func survivors(
        _ models: [Int],
        accuracies: [Double],
        predictions: [Double?],
        threshold: Double = 0
    ) -> [Int] {
        var kept = Array(models.indices)
        let known = predictions.compactMap { $0 }
        if known.count == models.count {
            for place in models.indices.sorted(by: { accuracies[$0] < accuracies[$1] }) {
                let better = kept.filter { accuracies[$0] > accuracies[place] }.map { known[$0] }
                if let most = better.max(), known[place] < most - threshold {
                    kept.removeAll { $0 == place }
                }
            }
        }
        while kept.count > max(1, models.count / 2) {
            let lowest = kept.reduce(kept[0]) { accuracies[$1] <= accuracies[$0] ? $1 : $0 }
            kept.removeAll { $0 == lowest }
        }
        return kept.map { models[$0] }
    }
}

/// Exact k-means of sorted numbers, by dynamic programming over the last cluster's start.
private enum LineClusters {
    static func ranges(_ sorted: [Double], count: Int) -> [Range<Int>] {
        let n = sorted.count
        func cost(_ range: Range<Int>) -> Double {
            let mean = sorted[range].reduce(0, +) / Double(range.count)
            return sorted[range].reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        }
        var costs = (0...n).map { $0 == 0 ? 0 : cost(0..<$0) }
        var starts: [[Int]] = [[Int](repeating: 0, count: n + 1)]
        for _ in 1..<max(count, 1) {
            var next = [Double](repeating: .infinity, count: n + 1)
            var start = [Int](repeating: 0, count: n + 1)
            for end in 1...n {
                for begin in 1..<max(end, 1) {
                    let total = costs[begin] + cost(begin..<end)
                    if total < next[end] - 1e-15 { (next[end], start[end]) = (total, begin) }
                }
            }
            costs = next
            starts.append(start)
        }
        var (end, ranges) = (n, [Range<Int>]())
        for start in starts.reversed() {
            ranges.append(start[end]..<end)
            end = start[end]
        }
        return ranges.reversed()
    }
}
