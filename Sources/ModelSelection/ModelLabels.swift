internal import Glibc

/// Model labels: what a model answers to concepts, and which models serve which classes of a task.
///
/// `R[v][c]` is the share of images of concept v that the model answers with output c; a class y of the
/// task is a mixture z of concepts, `a[y][c] = sum z_vy R[v][c]`, and the model's output for y is the one
/// named like it, or else that of the largest a. Tan et al., arXiv 2501.18271 and 2408.11449.
package struct ModelLabels: Sendable {
    /// For each model its output for each class of the task.
    package let outputs: [[Int]]
    /// For each model and class `F1 = 2 TP / (TP + FP + 1)`.
    package let f1: [[Double]]
    /// For each model and class `r = α F1 + (1 - α)` times the mean of the other classes' F1.
    package let values: [[Double]]

    /// Rates models for a task.
    ///
    /// - Parameters:
    ///   - confusions: For each model R, a row for each concept.
    ///   - mixtures: For each class the weight of each concept; they sum to 1.
    ///   - named: For each model and class its output of the same name, nil where there is none.
    ///   - alpha: α.
    /// - Precondition: All extents agree.
    /// - Complexity: O(models * classes * (concepts + classes) * outputs).
    package init(
        confusions: [[[Double]]],
        mixtures: [[Double]],
        named: [[Int?]],
        alpha: Double = 0.7
    ) {
        var (outputs, f1): ([[Int]], [[Double]]) = ([], [])
        for (confusion, named) in zip(confusions, named) {
            let answers = mixtures.map { weights in
                (confusion.first ?? []).indices.map { c in
                    zip(weights, confusion).reduce(0) { $0 + $1.0 * $1.1[c] }
                }
            }
            let own = zip(answers, named).map { answer, name in
                name ?? answer.indices.reduce(0) { answer[$1] > answer[$0] + 1e-12 ? $1 : $0 }
            }
            outputs.append(own)
            f1.append(
                own.indices.map { y in
                    let hit = answers[y][own[y]]
                    let others = answers.indices.filter { $0 != y }
                    let wrong = others.reduce(0) { $0 + answers[$1][own[y]] }
                    return 2 * hit / (hit + wrong + 1)
                }
            )
        }
        self.outputs = outputs
        self.f1 = f1
        values = f1.map { row in
            guard row.count > 1 else { return row }
            let total = row.reduce(0, +)
            return row.map { alpha * $0 + (1 - alpha) * (total - $0) / Double(row.count - 1) }
        }
    }

    /// For each class the models of the largest value, best first.
    package func best(_ count: Int) -> [[Int]] {
        (values.first ?? []).indices.map { y in
            Array(Ranking.order(values.map { $0[y] }).prefix(count))
        }
    }

    /// The fewest models, greedily, such that every class has one within a tolerance of its best value.
    ///
    /// - Complexity: O(models^2 * classes).
    package func cover(within tolerance: Double = 0.02) -> [Int] {
        let classes = (values.first ?? []).indices
        let good = values.map { row in
            Set(classes.filter { y in row[y] >= (values.map { $0[y] }.max() ?? 0) - tolerance })
        }
        var (open, chosen) = (Set(classes), [Int]())
        while !open.isEmpty {
            let most = good.indices.reduce(0) {
                good[$1].intersection(open).count > good[$0].intersection(open).count ? $1 : $0
            }
            chosen.append(most)
            open.subtract(good[most])
        }
        return chosen
    }

    /// The ensemble's value of each class of the task for one image: the sum over the models that serve
    /// the class of their probability of it, divided by the entropy of its answer in bits.
    ///
    /// - Parameters:
    ///   - probabilities: For each model its probabilities of all of its outputs.
    ///   - serving: For each class the models that serve it.
    /// - Returns: A value for each class; the largest is the answer.
    package func reuse(_ probabilities: [[Double]], serving: [[Int]]) -> [Double] {
        Self.reuse(probabilities, outputs: outputs, serving: serving)
    }

    /// The same from the models' outputs alone.
    ///
    /// - Parameters:
    ///   - probabilities: For each model its probabilities of all of its outputs.
    ///   - outputs: For each model its output for each class of the task.
    ///   - serving: For each class the models that serve it.
    /// - Returns: A value for each class.
    package static func reuse(
        _ probabilities: [[Double]],
        outputs: [[Int]],
        serving: [[Int]]
    ) -> [Double] {
        let answers = zip(probabilities, outputs).map { row, own -> [Double] in
            let kept = own.map { row[$0] }
            let total = kept.reduce(0, +)
            return kept.map { total > 0 ? $0 / total : 1 / Double(kept.count) }
        }
        let entropies = answers.map { answer in
            max(-answer.reduce(0) { $0 + ($1 > 0 ? $1 * log2($1) : 0) }, 1e-12)
        }
        return serving.indices.map { y in
            serving[y].reduce(0) { $0 + answers[$1][y] / entropies[$1] }
        }
    }
}
