internal import ModelSelection

/// How well scores predicted accuracies on one data set: the benchmark of arXiv 2102.00084.
///
/// The models are sorted by score, descending; of scores within 1e-12 the first model comes first, and
/// accuracies within 1e-12 of the best are the best.
package struct PredictionBenchmark: Sendable {
    /// Spearman's correlation of scores and accuracies.
    package let spearman: Double?
    /// Pearson's.
    package let pearson: Double?
    /// Kendall's τ-b.
    package let kendall: Double?
    /// The weighted τ.
    package let weightedTau: Double?
    /// The place, from 1, of the first model whose accuracy is the best.
    package let trials: Int

    private let accuracies: [Double]
    private let order: [Int]

    /// Compares scores with accuracies.
    ///
    /// - Precondition: There is one of each for every model, and at least one model.
    package init(scores: [Double], accuracies: [Double]) {
        precondition(scores.count == accuracies.count, "scores and accuracies differ in count")
        precondition(!scores.isEmpty, "there are no models to compare")
        spearman = Correlation.spearman(scores, accuracies)
        pearson = Correlation.pearson(scores, accuracies)
        kendall = Correlation.kendall(scores, accuracies)
        weightedTau = Correlation.weightedTau(scores, accuracies)
        let order = Ranking.order(scores)
        let best = accuracies.max() ?? 0
        trials = (order.firstIndex { accuracies[$0] >= best - 1e-12 } ?? 0) + 1
        self.accuracies = accuracies
        self.order = order
    }

    /// The best accuracy among the first k models, less that of the baseline.
    package func gain(among k: Int, over baseline: Int) -> Double {
        bestAccuracy(among: k) - accuracies[baseline]
    }

    /// What the first k models lack of the best accuracy of all.
    package func regret(among k: Int) -> Double {
        (accuracies.max() ?? 0) - bestAccuracy(among: k)
    }

    private func bestAccuracy(among k: Int) -> Double {
        order.prefix(k).map { accuracies[$0] }.max() ?? 0
    }
}
