internal import Randomness

/// How soon labels tell the best model: queries tried on pools of items whose labels are known.
///
/// In each pool the model with the most correct answers after t labels is held against the accuracies on
/// the whole pool. As a measure, the same with items labelled at random.
package struct LabelTrials: Sendable, Equatable {
    /// After each number of labels, from 1, the share of pools in which a best model leads.
    package let best: [Double]
    /// The same within one hundredth of the best accuracy.
    package let nearlyBest: [Double]
    /// Both for items labelled at random.
    package let randomBest: [Double]
    package let randomNearlyBest: [Double]

    /// Tries queries.
    ///
    /// - Parameters:
    ///   - predictions: For each item the class that each model predicts.
    ///   - labels: The class of each item.
    ///   - classCount: The number of classes.
    ///   - epsilon: ε.
    ///   - budget: The number of labels up to which is tried.
    ///   - poolCount: The number of pools.
    ///   - poolSize: The number of items in each, drawn without replacement; all where there are fewer.
    ///   - seed: Decides which items are drawn, and the order of random labels.
    /// - Precondition: There are items, models, pools and labels to ask for.
    /// - Complexity: O(pools * budget * pool size * models).
    package init(
        predictions: [[Int]],
        labels: [Int],
        classCount: Int,
        epsilon: Double,
        budget: Int,
        poolCount: Int,
        poolSize: Int,
        seed: UInt64
    ) {
        precondition(predictions.count == labels.count && !labels.isEmpty, "there are no items")
        precondition(poolCount > 0 && poolSize > 0 && budget > 0, "there is nothing to try")
        var counts = [[Int]](repeating: [Int](repeating: 0, count: budget), count: 4)
        for number in 0..<poolCount {
            let items = LabelQueries.pool(
                number: number,
                of: labels.count,
                size: poolSize,
                seed: seed
            )
            let pool = Pool(rows: items.map { predictions[$0] }, labels: items.map { labels[$0] })
            let random = CounterHash(seed: seed, part: number).part(1)
            let leaders = [
                pool.leaders(asking: budget, classCount: classCount, epsilon: epsilon),
                pool.leaders(atRandom: budget, random),
            ]
            for (kind, leaders) in leaders.enumerated() {
                for (step, leader) in leaders.enumerated() {
                    if pool.lacks[leader] == 0 { counts[2 * kind][step] += 1 }
                    if 100 * pool.lacks[leader] <= items.count { counts[2 * kind + 1][step] += 1 }
                }
            }
        }
        let shares = counts.map { $0.map { Double($0) / Double(poolCount) } }
        (best, nearlyBest) = (shares[0], shares[1])
        (randomBest, randomNearlyBest) = (shares[2], shares[3])
    }
}

/// Some items with their labels.
private struct Pool {
    let rows: [[Int]]
    let labels: [Int]
    /// By how many correct answers each model falls short of the best.
    let lacks: [Int]

    init(rows: [[Int]], labels: [Int]) {
        (self.rows, self.labels) = (rows, labels)
        let correct = rows[0].indices.map { model in
            zip(rows, labels).count { $0[model] == $1 }
        }
        let most = correct.max() ?? 0
        lacks = correct.map { most - $0 }
    }

    /// The leader after each label that is asked for; the last one where none is left to ask for.
    func leaders(asking budget: Int, classCount: Int, epsilon: Double) -> [Int] {
        var queries = LabelQueries(predictions: rows, classCount: classCount, epsilon: epsilon)
        return (0..<budget).map { _ in
            if let next = queries.next() { queries.note(label: labels[next.item], of: next.item) }
            return queries.leader
        }
    }

    /// The leader after each label of items in a random order.
    func leaders(atRandom budget: Int, _ random: CounterHash) -> [Int] {
        var order = Array(labels.indices)
        var correct = [Int](repeating: 0, count: rows[0].count)
        return (0..<budget).map { step in
            if step < order.count {
                order.swapAt(step, step + Int(random[step] % UInt64(order.count - step)))
                let item = order[step]
                for (model, predicted) in rows[item].enumerated() where predicted == labels[item] {
                    correct[model] += 1
                }
            }
            return correct.indices.reduce(0) { correct[$1] > correct[$0] ? $1 : $0 }
        }
    }
}
