internal import Charts
internal import EvaluationResults
internal import MergeEngine
internal import ModelChoice
internal import TextFormats

extension PanelChart {
    /// Scores against measured accuracies: a panel for each score of each data set, with how well the ranks
    /// agree.
    ///
    /// Bars are one standard error of the accuracy on each side, where the results say of how many images
    /// it is: models whose bars overlap are not told apart by them.
    ///
    /// - Throws: `ModelChoiceError.data` when fewer than two models have an accuracy on a data set.
    init(
        _ tables: [ScoreTable],
        _ results: [EvaluationResult],
        key: String?,
        in path: String
    ) throws(ModelChoiceError) {
        var panels: [Panel] = []
        for table in tables {
            let key = key ?? table.data
            let predictions = try ScorePrediction.all(
                table,
                results,
                key: key,
                baseline: nil,
                in: path
            )
            let known = table.models.compactMap { row in
                results.first { $0.modelName.isExactly(row.model) }.flatMap { result in
                    result[key].map { (row, $0, result.standardError(key)) }
                }
            }
            let names = ModelName.distinguishing(known.map(\.0.model))
            panels += predictions.sortedByName.map { prediction in
                let points = known.compactMap { row, accuracy, error -> PanelPoint? in
                    guard let score = row.scores[prediction.score].flatMap(\.self) else {
                        return nil
                    }
                    return PanelPoint(
                        name: "\(row.model)\n\(prediction.score) \(score.text(significant: 4)), "
                            + "\((100 * accuracy).text(digits: 2)) %",
                        label: known.count > 12 ? nil : names[UTF8Key(row.model)],
                        x: score,
                        y: 100 * accuracy,
                        error: error.map { 100 * $0 }
                    )
                }
                return Panel(
                    title: "\(table.data): \(prediction.score)",
                    caption: "Spearman \(Self.number(prediction.spearman)), weighted τ "
                        + "\(Self.number(prediction.weightedTau)), \(prediction.models) models",
                    horizontalTitle: prediction.score,
                    verticalTitle: "accuracy on \(key) (%)",
                    series: [PanelSeries(.points, points)]
                )
            }
        }
        guard !panels.isEmpty else {
            throw .data(path: path, reason: "no score has a value for two of these models")
        }
        guard panels.count <= Self.mostPanels else {
            throw .request(
                "\(panels.count) panels are more than \(Self.mostPanels); take fewer scores"
            )
        }
        self.init(title: "Scores against measured accuracies", legend: [:], panels: panels)
    }

    /// The number of labels against the probability that a best model leads.
    init(_ trials: [LabelTrialReport]) {
        let panels = trials.map { report in
            func series(_ look: PanelSeries.Look, _ shares: [Double], _ name: String) -> PanelSeries
            {
                PanelSeries(
                    look,
                    shares.enumerated().map { step, share in
                        PanelPoint(
                            name:
                                "\(name), \((step + 1).counted("label")): \(share.text(digits: 2))",
                            x: Double(step + 1),
                            y: share
                        )
                    }
                )
            }
            return Panel(
                title: report.data,
                caption: "\(report.pools.counted("pool")) of \(report.poolSize.counted("item")), "
                    + "\(report.models.counted("model")), ε \(report.epsilon)",
                horizontalTitle: "labels",
                verticalTitle: "probability that a best model leads",
                series: [
                    series(.line, report.best, "chosen items"),
                    series(.otherLine, report.randomBest, "random items"),
                ],
                horizontalRange: 0...Double(report.best.count),
                verticalRange: 0...1
            )
        }
        self.init(
            title: "How many labels find a best model",
            legend: [.line: "items chosen by MODEL SELECTOR", .otherLine: "items at random"],
            panels: panels
        )
    }

    private static func number(_ value: Double?) -> String { value?.text(digits: 2) ?? "-" }
}

extension [ScorePrediction] {
    /// In the order in which the scores are listed.
    fileprivate var sortedByName: [ScorePrediction] {
        let order = ScoreName.allCases.map(\.rawValue)
        return sorted { first, second in
            (order.firstIndex(of: first.score) ?? order.count)
                < (order.firstIndex(of: second.score) ?? order.count)
        }
    }
}

extension EvaluationResult {
    /// The standard error of an accuracy, where the row says of how many images it is.
    fileprivate func standardError(_ dataSet: String) -> Double? {
        guard let accuracy = self[dataSet], case .object(let counts)? = detail("n_images"),
            let count = counts.first(where: { $0.key.isExactly(dataSet) })?.value.number, count > 0
        else { return nil }
        return (accuracy * (1 - accuracy) / count).squareRoot()
    }
}
