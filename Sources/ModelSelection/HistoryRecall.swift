internal import Glibc
package import LinearAlgebra

/// Which models may suit a data set, from what they reached on other data sets.
package enum HistoryRecall {
    /// Link prediction on the graph of models and data sets, after TransferGraph, arXiv 2404.03988, with a
    /// truncated SVD in place of sampled embeddings.
    ///
    /// Accuracies are scaled from 0 to 1 within each data set; missing ones are filled with the set's mean
    /// and then by the SVD of a few ranks. The score of a model is the mean over the most similar data
    /// sets, weighted by their similarity.
    ///
    /// - Parameters:
    ///   - accuracies: For each model its accuracy on each data set but the target, nil where unknown.
    ///   - similarities: The similarity of each of these data sets to the target, from 0 to 1.
    ///   - rank: The number of singular values that are kept; at most one less than data sets.
    ///   - neighbourCount: The number of data sets that count.
    ///   - relatives: For a model without any result the weights of others, whose mean it gets; without
    ///     them it gets the mean of each data set.
    /// - Returns: A score for each model.
    /// - Precondition: All models have as many entries as there are similarities, at least two.
    /// - Throws: `LinearAlgebraError` when LAPACK fails.
    /// - Complexity: O(models * sets * min(models, sets)).
    package static func links(
        _ accuracies: [[Double?]],
        similarities: [Double],
        rank: Int = 3,
        neighbourCount: Int = 3,
        relatives: [Int: [(model: Int, weight: Double)]] = [:]
    ) throws(LinearAlgebraError) -> [Double] {
        let sets = similarities.indices
        precondition(sets.count > 1, "a history needs two data sets")
        precondition(accuracies.allSatisfy { $0.count == sets.count }, "models differ in data sets")
        var completed = try complete(accuracies, rank: min(rank, sets.count - 1))
        for (model, others) in relatives {
            let total = others.reduce(0) { $0 + $1.weight }
            guard total > 0 else { continue }
            for set in sets {
                let sum = others.reduce(0) { $0 + $1.weight * completed[$1.model, set] }
                completed[model, set] = sum / total
            }
        }
        let nearest = Ranking.order(similarities).prefix(neighbourCount)
        let total = nearest.reduce(0) { $0 + similarities[$1] }
        return accuracies.indices.map { model in
            if total > 0 {
                nearest.reduce(0) { $0 + similarities[$1] * completed[model, $1] } / total
            } else {
                sets.reduce(0) { $0 + completed[model, $1] } / Double(sets.count)
            }
        }
    }

    private static func complete(
        _ accuracies: [[Double?]],
        rank: Int
    ) throws(LinearAlgebraError) -> DenseMatrix {
        let (models, sets) = (accuracies.count, accuracies.first?.count ?? 0)
        var filled = DenseMatrix(rows: models, columns: sets)
        var means = [Double](repeating: 0.5, count: sets)
        for set in 0..<sets {
            let known = accuracies.compactMap { $0[set] }
            let (low, high) = (known.min() ?? 0, known.max() ?? 0)
            let scaled = accuracies.map { row in
                row[set].map { high > low ? ($0 - low) / (high - low) : 0.5 }
            }
            if !known.isEmpty {
                means[set] = scaled.compactMap { $0 }.reduce(0, +) / Double(known.count)
            }
            for model in 0..<models {
                filled[model, set] = scaled[model].map { $0 - means[set] } ?? 0
            }
        }
        let parts = try SingularValueDecomposition(filled)
        var result = DenseMatrix(rows: models, columns: sets)
        for model in 0..<models {
            for set in 0..<sets {
                result[model, set] = parts.values.indices.prefix(rank).reduce(means[set]) {
                    $0 + parts.left[$1, model] * parts.values[$1] * parts.right[$1, set]
                }
            }
        }
        return result
    }

    /// The coarse recall of "A two-phase recall-and-select framework", arXiv 2404.00069.
    package struct CoarseRecall: Sendable {
        /// The families of two models or more, by average linkage.
        package let families: [[Int]]
        /// The model of the largest mean accuracy in each family: only these run on the target.
        package let representatives: [Int]

        private let accuracies: [[Double]]
        private let means: [Double]

        /// Groups models by how differently they do on the same data sets: the mean of the five largest
        /// differences of accuracy.
        ///
        /// - Parameters:
        ///   - accuracies: For each model its accuracy on each data set; 0 where unknown.
        ///   - largest: How many differences count; models with no more sets than that in common are
        ///     never in one family.
        ///   - threshold: The largest mean dissimilarity within a family.
        /// - Complexity: O(n^2 sets log sets) for n models as a rule.
        package init(_ accuracies: [[Double]], largest: Int = 5, threshold: Double = 0.03) {
            let means = accuracies.map { row in
                let known = row.filter { $0 > 0 }
                return known.isEmpty ? 0 : known.reduce(0, +) / Double(known.count)
            }
            // Two models have at most all data sets in common.
            let canAgree = accuracies.contains { row in row.count { $0 > 0 } > largest }
            families =
                canAgree
                ? AverageLinkage(Self.dissimilarities(accuracies, largest), limit: threshold)
                    .families.filter { $0.count > 1 } : []
            representatives = families.map { family in
                family.reduce(family[0]) { means[$1] > means[$0] + 1e-12 ? $1 : $0 }
            }
            self.accuracies = accuracies
            self.means = means
        }

        /// A proxy of each model's accuracy on the target: its mean accuracy times exp(LEEP) of its
        /// family's representative; for a model of no family, the mean over the representatives of their
        /// exp(LEEP), weighted by the cosine of accuracies.
        ///
        /// - Parameters:
        ///   - usesOwn: Takes each member's own LEEP in place of its representative's.
        ///   - leep: LEEP on the target of a model; called for representatives, for all models where there
        ///     is no family, and for all members with `usesOwn`.
        /// - Returns: A proxy for each model.
        package func proxies(usesOwn: Bool = false, leep: (Int) -> Double) -> [Double] {
            means.indices.map { model in
                if let place = families.firstIndex(where: { $0.contains(model) }) {
                    return means[model] * exp(leep(usesOwn ? model : representatives[place]))
                }
                guard !representatives.isEmpty else { return means[model] * exp(leep(model)) }
                let sum = representatives.reduce(0) { $0 + cosine(model, $1) * exp(leep($1)) }
                return means[model] * sum / Double(representatives.count)
            }
        }

        private static func dissimilarities(
            _ accuracies: [[Double]],
            _ largest: Int
        ) -> DenseMatrix {
            var distance = DenseMatrix(rows: accuracies.count, columns: accuracies.count)
            for i in accuracies.indices {
                for j in 0..<i {
                    let value = dissimilarity(accuracies[i], accuracies[j], largest)
                    (distance[i, j], distance[j, i]) = (value, value)
                }
            }
            return distance
        }

        /// The mean of the largest differences; infinite where there are no more than these in common.
        private static func dissimilarity(_ a: [Double], _ b: [Double], _ largest: Int) -> Double {
            var differences: [Double] = []
            differences.reserveCapacity(a.count)
            for set in a.indices where a[set] > 0 && b[set] > 0 {
                differences.append((a[set] - b[set]).magnitude)
            }
            guard differences.count > largest else { return .infinity }
            differences.sort(by: >)
            return differences.prefix(largest).reduce(0, +) / Double(largest)
        }

        private func cosine(_ a: Int, _ b: Int) -> Double {
            let product = zip(accuracies[a], accuracies[b]).reduce(0) { $0 + $1.0 * $1.1 }
            let squares = [a, b].map { accuracies[$0].reduce(0) { $0 + $1 * $1 } }
            return squares.contains(0) ? 0 : product / (squares[0] * squares[1]).squareRoot()
        }
    }
}
