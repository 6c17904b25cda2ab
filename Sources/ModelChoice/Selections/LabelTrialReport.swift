internal import ModelSelection
internal import TextFormats

/// How soon labels tell the best model, as `select label --trials` prints it and charts take it.
package struct LabelTrialReport: Codable, Sendable, Equatable {
    /// The data set.
    package let data: String
    /// The number of models.
    package let models: Int
    /// The number of pools, and of items in each.
    package let pools: Int
    package let poolSize: Int
    /// ε.
    package let epsilon: Double
    /// After each number of labels, from 1, the share of pools in which a best model leads.
    package let best: [Double]
    /// The same within one hundredth of the best accuracy.
    package let nearlyBest: [Double]
    /// Both for items labelled at random.
    package let randomBest: [Double]
    package let randomNearlyBest: [Double]

    enum CodingKeys: String, CodingKey {
        case data, models, pools, epsilon, best
        case poolSize = "pool_size"
        case nearlyBest = "nearly_best"
        case randomBest = "random_best"
        case randomNearlyBest = "random_nearly_best"
    }

    /// Tries queries on pools of a table's items.
    ///
    /// - Throws: `ModelChoiceError.request` without labels.
    /// - Complexity: O(pools * budget * pool size * models).
    init(
        _ table: PredictionTable,
        _ rows: [[Int]],
        budget: Int,
        pools: Int,
        poolSize: Int,
        epsilon: Double,
        seed: UInt64
    ) throws(ModelChoiceError) {
        let found = LabelTrials(
            predictions: rows,
            labels: try table.requireLabels(),
            classCount: table.classCount,
            epsilon: epsilon,
            budget: budget,
            poolCount: pools,
            poolSize: poolSize,
            seed: seed
        )
        (data, models, self.pools) = (table.dataSet, table.models.count, pools)
        self.poolSize = min(poolSize, table.items.count)
        self.epsilon = epsilon
        (best, nearlyBest) = (found.best, found.nearlyBest)
        (randomBest, randomNearlyBest) = (found.randomBest, found.randomNearlyBest)
    }

    /// Reads the output of `select label --trials --json`, an object to a line.
    ///
    /// - Throws: `ModelChoiceError.data` that names the line.
    package static func read(
        _ bytes: [UInt8],
        path: String
    ) throws(ModelChoiceError) -> [LabelTrialReport] {
        let lines = try JSONLines.values(bytes, path: path, as: Holder.self)
        let found = lines.compactMap(\.trials)
        guard !found.isEmpty else {
            throw .data(path: path, reason: "holds no trials of label queries")
        }
        for report in found
        where [report.nearlyBest, report.randomBest, report.randomNearlyBest]
            .contains(where: { $0.count != report.best.count }) || report.best.isEmpty
        {
            throw .data(path: path, reason: "the trials of \(report.data) have unequal lengths")
        }
        return found
    }

    private struct Holder: Decodable { let trials: LabelTrialReport? }
}
