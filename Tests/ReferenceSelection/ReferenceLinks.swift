/// Link prediction on the graph of models and data sets, by eigenvectors that Jacobi's rotations find.
public enum ReferenceLinks {
    /// A score for each model.
    ///
    /// - Parameters:
    ///   - accuracies: A row for each model; nil where unknown.
    ///   - similarities: Of each data set to the target.
    ///   - rank: The number of eigenvectors that are kept.
    ///   - neighbours: The number of data sets that count.
    ///   - relatives: The models, and their weights, that stand for a model without results.
    /// - Returns: The scores, in the order of the models.
    public static func scores(
        _ accuracies: [[Double?]],
        similarities: [Double],
        rank: Int,
        neighbours: Int,
        relatives: [Int: [(Int, Double)]]
    ) -> [Double] {
        let sets = similarities.count
        var filled = accuracies.map { _ in [Double](repeating: 0, count: sets) }
        var means: [Double] = []
        for set in 0..<sets {
            var known: [Double] = []
            for row in accuracies { if let value = row[set] { known.append(value) } }
            let (least, most) = (known.min() ?? 0, known.max() ?? 0)
            var scaled: [Double?] = []
            for row in accuracies {
                guard let value = row[set] else {
                    scaled.append(nil)
                    continue
                }
                scaled.append(most > least ? (value - least) / (most - least) : 0.5)
            }
            let present = scaled.compactMap { $0 }
            let mean = present.isEmpty ? 0.5 : present.reduce(0, +) / Double(present.count)
            means.append(mean)
            for model in accuracies.indices { filled[model][set] = (scaled[model] ?? mean) - mean }
        }
        var table = truncated(filled, rank: min(rank, sets - 1))
        for model in table.indices { for set in 0..<sets { table[model][set] += means[set] } }
        for (model, others) in relatives {
            let total = others.map(\.1).reduce(0, +)
            if total == 0 { continue }
            for set in 0..<sets {
                var sum = 0.0
                for (other, weight) in others { sum += weight * table[other][set] }
                table[model][set] = sum / total
            }
        }
        var left = Array(0..<sets)
        var nearest: [Int] = []
        while nearest.count < min(neighbours, sets) {
            var best = left[0]
            for set in left where similarities[set] > similarities[best] + 1e-12 { best = set }
            nearest.append(best)
            left.removeAll { $0 == best }
        }
        return table.map { row in
            var (sum, total) = (0.0, 0.0)
            for set in nearest {
                sum += similarities[set] * row[set]
                total += similarities[set]
            }
            return total > 0 ? sum / total : row.reduce(0, +) / Double(sets)
        }
    }

    /// The nearest table of a rank: rows projected on the largest eigenvectors of the columns' products.
    private static func truncated(_ table: [[Double]], rank: Int) -> [[Double]] {
        let sets = table[0].count
        let products = (0..<sets).map { a in
            (0..<sets).map { b in table.map { $0[a] * $0[b] }.reduce(0, +) }
        }
        let axes = ReferenceSpectrum.eigensystem(products).vectors.suffix(rank)
        return table.map { row in
            var result = [Double](repeating: 0, count: sets)
            for axis in axes {
                var along = 0.0
                for set in 0..<sets { along += row[set] * axis[set] }
                for set in 0..<sets { result[set] += along * axis[set] }
            }
            return result
        }
    }
}
