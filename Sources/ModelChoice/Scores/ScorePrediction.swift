package import EvaluationResults
internal import TextFormats
internal import TransferScores

/// How well a score predicted measured accuracies on one data set.
package struct ScorePrediction: Encodable, Sendable {
    /// The score.
    package let score: String
    /// The models that have both.
    package let models: Int
    /// Correlations with the accuracies; nil for fewer than two models and where one side is constant.
    package let spearman, pearson, kendall, weightedTau: Double?
    /// The place, from 1, of the first model whose accuracy is the best.
    package let trials: Int
    /// What the best of the first one and three models reach beyond the baseline.
    package let top1Gain, top3Gain: Double?
    /// What they lack of the best of all.
    package let top1Regret, top3Regret: Double
    /// The time of scoring the models, all scores together, in parts of that of evaluating them, where the
    /// results say it.
    package let cost: Double?

    enum CodingKeys: String, CodingKey {
        case score, models, spearman, pearson, trials, cost
        case kendall = "kendall_tau_b"
        case weightedTau = "weighted_tau"
        case top1Gain = "top1_gain"
        case top3Gain = "top3_gain"
        case top1Regret = "top1_regret"
        case top3Regret = "top3_regret"
    }

    /// Compares every score of a table with accuracies.
    ///
    /// - Parameters:
    ///   - table: The scores.
    ///   - results: Rows of accuracies.
    ///   - key: The data set of the accuracies.
    ///   - baseline: The model that gains are measured from.
    ///   - path: The file of the rows, for messages.
    /// - Returns: One for each score that at least two models with an accuracy have.
    /// - Throws: `ModelChoiceError` when fewer than two models have an accuracy, or the baseline none.
    package static func all(
        _ table: ScoreTable,
        _ results: [EvaluationResult],
        key: String,
        baseline: String?,
        in path: String
    ) throws(ModelChoiceError) -> [ScorePrediction] {
        let known = table.models.compactMap { row -> (row: ScoreTable.Row, accuracy: Double)? in
            let found = results.first { $0.modelName.isExactly(row.model) }
            return found?[key].map { (row, $0) }
        }
        guard known.count > 1 else {
            let reason =
                "has an accuracy on \(key) of \(known.count) of these models; a comparison needs two"
            throw .data(path: path, reason: reason)
        }
        if let baseline, !known.contains(where: { $0.row.model.isExactly(baseline) }) {
            throw .data(path: path, reason: "has no accuracy of the baseline \(baseline) on \(key)")
        }
        let cost = relativeCost(known.map(\.row), results)
        return table.models[0].scores.keys.sorted().compactMap { name in
            let pairs = known.filter { $0.row.scores[name].flatMap(\.self) != nil }
            guard pairs.count > 1 else { return nil }
            return ScorePrediction(
                name,
                pairs.map { ($0.row.model, $0.row.scores[name].flatMap(\.self) ?? 0, $0.accuracy) },
                baseline,
                cost: cost
            )
        }
    }

    private static func relativeCost(
        _ rows: [ScoreTable.Row],
        _ results: [EvaluationResult]
    ) -> Double? {
        let evaluations = rows.compactMap { row in
            results.first { $0.modelName.isExactly(row.model) }?.detail("seconds")?.number
        }
        let total = evaluations.reduce(0, +)
        guard evaluations.count == rows.count, total > 0 else { return nil }
        return rows.reduce(0) { $0 + $1.seconds } / total
    }

    private init(
        _ name: String,
        _ pairs: [(model: String, score: Double, accuracy: Double)],
        _ baseline: String?,
        cost: Double?
    ) {
        self.cost = cost
        let benchmark = PredictionBenchmark(
            scores: pairs.map(\.score),
            accuracies: pairs.map(\.accuracy)
        )
        let place = baseline.flatMap { name in pairs.firstIndex { $0.model.isExactly(name) } }
        score = name
        models = pairs.count
        (spearman, pearson) = (benchmark.spearman, benchmark.pearson)
        (kendall, weightedTau) = (benchmark.kendall, benchmark.weightedTau)
        trials = benchmark.trials
        (top1Gain, top3Gain) = (
            place.map { benchmark.gain(among: 1, over: $0) },
            place.map { benchmark.gain(among: 3, over: $0) }
        )
        (top1Regret, top3Regret) = (benchmark.regret(among: 1), benchmark.regret(among: 3))
    }
}
