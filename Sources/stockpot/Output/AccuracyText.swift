internal import Checkpoints
internal import Evaluation
internal import EvaluationResults
internal import TextFormats

/// Accuracies for people.
enum AccuracyText {
    /// A row for each model with its accuracies in percent, then a line for each data set and for each
    /// model.
    ///
    /// - Parameters:
    ///   - records: What was measured, of all models on the same data sets.
    ///   - clean: The clean data set, where the user names it.
    /// - Returns: The page.
    static func page(_ records: [EvaluationRecord], clean: String?) -> Page {
        let results = records.map(\.result)
        let names = records.first?.dataSets.map(\.name) ?? []
        let roles = DataSetRoles(of: results, clean: clean)
        let hasAverage = records.contains { $0.shiftAverage != nil }
        let table = ResultTable(
            rows: zip(records, results).map { ($0.title, $1) },
            dataSets: names,
            roles: hasAverage ? roles : nil
        )
        let sets = names.indices.map { place in
            let accuracies = records.map { $0.dataSets[place].accuracy }
            let error = accuracies.map(\.standardError).max() ?? 0
            return "\(names[place]): \((accuracies.first?.images ?? 0).counted("image")), "
                + "standard error at most \((100 * error).text(digits: 2)) %"
        }
        return Page([.table(table.table)]) + Page([.text(PrintableText(lines: sets))])
            + Page([.text(PrintableText(lines: records.map(summary)))])
    }

    private static func summary(_ record: EvaluationRecord) -> String {
        let average = record.shiftAverage.map {
            "average over the shifts \((100 * $0).text(digits: 2)) %, "
        }
        let tasks =
            record.tasks.isEmpty
            ? ""
            : "mean of \(record.tasks.count.counted("task")) "
                + "\((100 * record.tasks.meanAccuracy).text(digits: 2)) %, "
                + (record.tasks.normalisedAccuracy.map {
                    "normalised \((100 * $0).text(digits: 2)) %, "
                } ?? "")
        let missing = record.missingShifts.joined(separator: ", ")
        let none = missing.isEmpty ? "" : "no average over the shifts without \(missing); "
        let kind =
            record.members.map { "\($0.count.counted("model")) together" }
            ?? [record.activation, record.heads.map { $0.counted("head") }].compactMap(\.self)
            .joined(separator: ", ")
        return "\(record.title): \(tasks)\(average ?? none)\(kind), "
            + "\(record.imagesPerSecond.text(digits: 1)) images/s"
    }

    /// A line for each data set about images that were not resized in their own mode.
    static func conversions(_ record: EvaluationRecord) -> [String] {
        record.dataSets.map(\.score).filter { !$0.converted.isEmpty }.map {
            let more = $0.converted.count > 3 ? ", ..." : ""
            let names = $0.converted.prefix(3).map(PrintableText.escaped).joined(separator: ", ")
            return "\($0.name): \($0.converted.count.counted("image")) with a palette, with alpha, "
                + "of 1 or of 16 bits, converted before resizing: \(names)\(more)"
        }
    }
}
