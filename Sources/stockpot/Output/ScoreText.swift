internal import CLIPVision
internal import CLIPModels
internal import Evaluation
internal import ModelChoice
internal import TextFormats

/// Transferability scores for people.
enum ScoreText {
    /// A line for each model, best mean rank first, then one about the images.
    static func text(_ table: ScoreTable, _ names: [ScoreName]) -> Page {
        var text = TextTable(
            [("model", .left)] + names.map { ($0.rawValue, .right) } + [("mean rank", .right)]
        )
        for row in table.models {
            let cells = names.map { name in
                number(row.scores[name.rawValue].flatMap(\.self))
            }
            text.add([row.model] + cells + [row.meanRank?.text(digits: 2) ?? "-"])
        }
        let (least, most) = (table.imagesPerClass[0], table.imagesPerClass[1])
        let perClass = least == most ? "\(least)" : "\(least) to \(most)"
        let summary =
            "\(table.data): \(table.images.counted("image")), \(table.classes) classes of \(perClass), "
            + "\(table.dimension) \(table.features) features"
        let reasons = table.models.flatMap { row in
            row.undefined.sorted { $0.key < $1.key }
                .map { "\($0.key) of \(row.model): " + $0.value }
        }
        let lines = [summary] + reasons + table.warnings.map { "warning: " + $0 }
        return Page(text, lines)
    }

    /// How well the scores predicted accuracies.
    static func text(_ predictions: [ScorePrediction]) -> Page {
        let hasGain = predictions.contains { $0.top1Gain != nil }
        var table = TextTable(
            [
                ("score", .left), ("models", .right), ("Spearman", .right), ("Pearson", .right),
                ("tau-b", .right), ("weighted tau", .right), ("trials", .right),
            ] + (hasGain ? [("top-1 gain", .right), ("top-3 gain", .right)] : [])
                + [("top-1 regret", .right), ("top-3 regret", .right)]
        )
        for found in predictions {
            let gains = [found.top1Gain, found.top3Gain].map { number($0) }
            table.add(
                [
                    found.score, "\(found.models)", number(found.spearman, digits: 3),
                    number(found.pearson, digits: 3), number(found.kendall, digits: 3),
                    number(found.weightedTau, digits: 3), "\(found.trials)",
                ] + (hasGain ? gains : [])
                    + [number(found.top1Regret), number(found.top3Regret)]
            )
        }
        guard let cost = predictions.first?.cost else { return Page(table) }
        let line = "scoring took \((100 * cost).text(digits: 1)) % of the time of evaluating"
        return Page(table, [line])
    }

    /// What would be computed; without options the models are run, and no scores follow.
    static func plan(
        _ models: [CLIPModel],
        _ sets: [DataSet],
        _ options: ScoreOptions? = nil
    ) -> PrintableText {
        PrintableText(
            lines: sets.map { set in
                var nothing = ScoreOptions()
                nothing.names = []
                let memory = ScoreMemory(models, set, options ?? nothing)
                let more =
                    options == nil
                    ? ""
                    : ", at most \(memory.workingByteCount.byteText) more for the scores of one model"
                return
                    "\(set.name): \(set.count.counted("image")) x \(models.count.counted("model")) = "
                    + "\((set.count * models.count).grouped) forward passes, "
                    + "\(memory.ratingByteCount.byteText) of ratings" + more
            }
        )
    }

    private static func number(_ value: Double?, digits: Int = 4) -> String {
        value?.text(digits: digits) ?? "-"
    }
}
