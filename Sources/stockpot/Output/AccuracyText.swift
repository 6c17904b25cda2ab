internal import Checkpoints
internal import Evaluation
internal import TextFormats

/// Accuracies for people.
enum AccuracyText {
    /// A line for each model and data set, then one for each model.
    static func text(_ records: [EvaluationRecord]) -> PrintableText {
        var table = TextTable([
            ("model", .left), ("data set", .left), ("images", .right), ("correct", .right),
            ("top-1 %", .right), ("std. error", .right),
        ])
        for record in records {
            for dataSet in record.dataSets {
                let accuracy = dataSet.accuracy
                table.add([
                    record.title, dataSet.name, accuracy.images.grouped, accuracy.correct.grouped,
                    (100 * accuracy.top1).text(digits: 2),
                    (100 * accuracy.standardError).text(digits: 2),
                ])
            }
        }
        return table.text + "\n\n" + PrintableText(lines: records.map(summary))
    }

    private static func summary(_ record: EvaluationRecord) -> String {
        let average = record.shiftAverage.map {
            "average over the shifts \((100 * $0).text(digits: 2)) %, "
        }
        let missing = record.missingShifts.joined(separator: ", ")
        let none = missing.isEmpty ? "" : "no average over the shifts without \(missing); "
        let kind =
            record.members.map { "\($0.count.counted("model")) together" }
            ?? [record.activation, record.heads.map { $0.counted("head") }].compactMap(\.self)
            .joined(separator: ", ")
        return "\(record.title): \(average ?? none)\(kind), "
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
