internal import Randomness

extension LabelQueries {
    /// Chooses ε without labels: the majority of the models replaces the labels, and each ε from .35 to
    /// .49 is tried on 20 pools drawn from the items.
    ///
    /// The ε is taken whose share of pools in which a best model is found, averaged over five numbers of
    /// labels, first reaches 0.9; else the one of the largest mean share.
    ///
    /// - Parameters:
    ///   - predictions: For each item the class that each model predicts.
    ///   - classCount: The number of classes.
    ///   - budget: The number of labels up to which is tried.
    ///   - seed: Decides which items are drawn.
    /// - Returns: ε.
    /// - Complexity: O(300 budget * pool * models) for pools of at most 1,000 items.
    package static func epsilon(
        predictions: [[Int]],
        classCount: Int,
        budget: Int,
        seed: UInt64
    ) -> Double {
        let majority = predictions.map { row in
            var votes = [Int](repeating: 0, count: classCount)
            for predicted in row { votes[predicted] += 1 }
            return votes.indices.reduce(0) { votes[$1] > votes[$0] ? $1 : $0 }
        }
        let pools = (0..<20).map { pool(number: $0, of: predictions.count, seed: seed) }
        let candidates = (35...49).map { Double($0) / 100 }
        let shares = candidates.map { epsilon in
            let found = pools.map { pool in
                successes(
                    pool.map { predictions[$0] },
                    pool.map { majority[$0] },
                    classCount,
                    epsilon,
                    budget
                )
            }
            return (0..<budget).map { step in
                Double(found.count { $0[step] }) / Double(pools.count)
            }
        }
        let arrivals = shares.map { share in
            share.indices.first { step in
                let window = share[max(step - 4, 0)...step]
                return window.reduce(0, +) / Double(window.count) >= 0.9 - 1e-12
            }
        }
        let best = candidates.indices.min { a, b in
            let (first, second) = (arrivals[a] ?? .max, arrivals[b] ?? .max)
            guard first == second, first == .max else { return first < second }
            return shares[a].reduce(0, +) > shares[b].reduce(0, +) + 1e-12
        }
        return candidates[best ?? 0]
    }

    static func pool(
        number: Int,
        of count: Int,
        size: Int = 1000,
        seed: UInt64
    ) -> [Int] {
        let random = CounterHash(seed: seed, part: number)
        var items = Array(0..<count)
        let size = min(size, count)
        for place in 0..<size {
            items.swapAt(place, place + Int(random[place] % UInt64(count - place)))
        }
        return items.prefix(size).sorted()
    }

    /// After each label whether the leader is a best model of the pool.
    private static func successes(
        _ predictions: [[Int]],
        _ labels: [Int],
        _ classCount: Int,
        _ epsilon: Double,
        _ budget: Int
    ) -> [Bool] {
        let modelCount = predictions.first?.count ?? 0
        let correct = (0..<modelCount).map { model in
            zip(predictions, labels).count { $0[model] == $1 }
        }
        let most = correct.max() ?? 0
        var queries = LabelQueries(
            predictions: predictions,
            classCount: classCount,
            epsilon: epsilon
        )
        return (0..<budget).map { _ in
            if let next = queries.next() { queries.note(label: labels[next.item], of: next.item) }
            return correct[queries.leader] == most
        }
    }
}
