/// Accuracies for people.
enum AccuracyText {
    /// A line for each model and data set, then one for each model.
    static func text(_ records: [EvaluationRecord]) -> String {
        var table = TextTable([
            ("model", .left), ("data set", .left), ("images", .right), ("correct", .right),
            ("top-1 %", .right), ("std. error", .right),
        ])
        for record in records {
            for dataSet in record.dataSets {
                table.add([
                    record.model, dataSet.name, dataSet.images.grouped, dataSet.correct.grouped,
                    (100 * dataSet.top1).text(digits: 2),
                    (100 * dataSet.standardError).text(digits: 2),
                ])
            }
        }
        return ([table.text, ""] + records.map(summary)).joined(separator: "\n")
    }

    private static func summary(_ record: EvaluationRecord) -> String {
        let average = record.shiftAverage.map {
            "average over the shifts \((100 * $0).text(digits: 2)) %, "
        }
        return "\(record.model): \(average ?? "")\(record.activation), "
            + "\(record.heads.counted("head")), "
            + "\(record.imagesPerSecond.text(digits: 1)) images/s"
    }

    /// A line about images that were not resized in their own mode.
    static func conversions(_ record: EvaluationRecord) -> [String] {
        record.dataSets.filter { $0.convertedImages > 0 }.map {
            "\($0.name): \($0.convertedImages) images with a palette, with alpha, of 1 or of 16 "
                + "bits were converted before they were resized"
        }
    }
}
