internal import ModelSelection
internal import TransferScores
internal import ModelChoice

/// How well each method of recall would have found the best models of data sets that the zoo knows, each
/// left out in turn.
package struct RecallBenchmark: Encodable, Sendable {
    /// A method on a data set.
    package struct Row: Encodable, Sendable {
        /// The method.
        package let method: String
        /// The data set that was left out; nil for the mean over all.
        package let data: String?
        /// The number of models with a score and an accuracy; of a mean, of data sets.
        package let count: Int
        /// Correlations of scores and accuracies; nil where one side is constant.
        package let spearman, pearson, kendall, weightedTau: Double?
        /// The place, from 1, of the first model whose accuracy is the best.
        package let trials: Double
        /// What the best of the first one and three models lack of the best of all.
        package let top1Regret, top3Regret: Double

        enum CodingKeys: String, CodingKey {
            case method, data, count, spearman, pearson, trials
            case kendall = "kendall_tau_b"
            case weightedTau = "weighted_tau"
            case top1Regret = "top1_regret"
            case top3Regret = "top3_regret"
        }
    }

    /// The rows, method by method; behind those of the data sets the mean.
    package let rows: [Row]
    /// Why a method has no row for a data set.
    package let skipped: [String]

    /// Leaves each data set with results out in turn.
    ///
    /// - Throws: `ModelChoiceError.request` where no method can be tried on any data set.
    package init(_ zoo: Zoo) throws {
        var (rows, skipped): ([Row], [String]) = ([], [])
        for method in ["links", "two-phase", "embedding"] {
            var own: [Row] = []
            for (place, data) in zoo.dataSets.enumerated() {
                let known = zoo.models.indices.filter { zoo.accuracy($0, place) != nil }
                guard known.count > 1 else { continue }
                do {
                    let found = try Self.recall(method, zoo, data)
                    if let row = Self.row(method, zoo, place, found) { own.append(row) }
                } catch let error as ModelChoiceError {
                    skipped.append("\(method) on \(data): \(error)")
                }
            }
            rows += own
            if own.count > 1 { rows.append(Self.mean(method, own)) }
        }
        guard !rows.isEmpty else {
            throw ModelChoiceError.request(
                skipped.first ?? "\(zoo.path): no data set has results of two models"
            )
        }
        (self.rows, self.skipped) = (rows, skipped)
    }

    private static func recall(_ method: String, _ zoo: Zoo, _ data: String) throws
        -> RecalledModels
    {
        switch method {
        case "links": try LinkRecall().find(zoo, target: RecallTarget(data, in: zoo))
        case "two-phase": try CoarseRecall(zoo, target: data).find(zoo)
        default: try EmbeddingRecall.find(zoo, target: RecallTarget(data, in: zoo))
        }
    }

    private static func row(
        _ method: String,
        _ zoo: Zoo,
        _ data: Int,
        _ found: RecalledModels
    ) -> Row? {
        let pairs = found.models.compactMap { row -> (score: Double, accuracy: Double)? in
            guard let score = row.score, let model = zoo.place(of: row.model),
                let accuracy = zoo.accuracy(model, data)
            else { return nil }
            return (score, accuracy)
        }
        guard pairs.count > 1 else { return nil }
        let benchmark = PredictionBenchmark(
            scores: pairs.map(\.score),
            accuracies: pairs.map(\.accuracy)
        )
        return Row(
            method: method,
            data: zoo.dataSets[data],
            count: pairs.count,
            spearman: benchmark.spearman,
            pearson: benchmark.pearson,
            kendall: benchmark.kendall,
            weightedTau: benchmark.weightedTau,
            trials: Double(benchmark.trials),
            top1Regret: benchmark.regret(among: 1),
            top3Regret: benchmark.regret(among: 3)
        )
    }

    private static func mean(_ method: String, _ rows: [Row]) -> Row {
        func mean(_ value: (Row) -> Double?) -> Double? {
            let known = rows.compactMap(value)
            return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
        }
        return Row(
            method: method,
            data: nil,
            count: rows.count,
            spearman: mean(\.spearman),
            pearson: mean(\.pearson),
            kendall: mean(\.kendall),
            weightedTau: mean(\.weightedTau),
            trials: mean(\.trials) ?? 0,
            top1Regret: mean(\.top1Regret) ?? 0,
            top3Regret: mean(\.top3Regret) ?? 0
        )
    }
}
