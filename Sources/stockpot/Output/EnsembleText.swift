internal import ModelChoice
internal import Calibration
internal import Soups
internal import TextFormats

/// Calibration for people.
enum EnsembleText {
    /// A row for each model and data set: accuracy, loss, calibration; the same at the temperature.
    static func page(_ records: [CalibrationRecord]) -> Page {
        let hasTemperature = records.contains { $0.temperature != nil }
        let figures = ["NLL", "ECE %", "Brier"]
        var table = TextTable(
            [("model", .left), ("data", .left), ("top-1 %", .right)]
                + figures.map { ($0, .right) }
                + (hasTemperature
                    ? [("T", .right)] + figures.map { ($0 + " at T", .right) } : [])
        )
        for record in records {
            for set in record.dataSets {
                let temperature = record.temperature?.fit.temperature.text(digits: 4) ?? "-"
                let more =
                    hasTemperature
                    ? [temperature] + (set.calibrated.map(cells) ?? figures.map { _ in "-" }) : []
                table.add(
                    [title(record), set.name, (100 * set.figures.top1).text(digits: 2)]
                        + cells(set.figures) + more
                )
            }
        }
        let sets = records.first?.dataSets.map {
            "\($0.name): \($0.figures.images.counted("image"))"
        }
        return Page(table, (sets ?? []) + records.flatMap(notes))
    }

    private static func title(_ record: CalibrationRecord) -> String {
        record.members == nil ? record.model : "ensemble"
    }

    private static func notes(_ record: CalibrationRecord) -> [String] {
        var lines: [String] = []
        if let members = record.members, let averaging = record.averaging {
            lines.append(
                "ensemble: mean of the \(averaging.rawValue) of " + members.joined(separator: ", ")
            )
        }
        if let (fit, dataSet) = record.temperature, fit.isAtBound {
            lines.append(
                "warning: \(title(record)): the loss on \(dataSet) still falls at the end of the range of "
                    + "temperatures"
            )
        }
        return lines
    }

    private static func cells(_ figures: CalibrationFigures) -> [String] {
        [
            figures.nll.text(digits: 4), (100 * figures.ece).text(digits: 2),
            figures.brier.text(digits: 4),
        ]
    }
}

/// How the members of an ensemble were chosen, for printing.
struct EnsembleChoice: Encodable {
    let heldOutName: String
    let heldOut: Double
    let members: [String]
    let steps: [GreedySoupOutcome.Step]

    init(dataSet: String, _ outcome: GreedySoupOutcome) {
        heldOutName = dataSet
        heldOut = outcome.heldOut
        members = outcome.ingredients
        steps = outcome.steps
    }

    enum CodingKeys: String, CodingKey {
        case members, steps
        case heldOutName = "held_out_name"
        case heldOut = "held_out"
    }

    /// The steps as a table.
    var page: Page {
        var table = TextTable(
            [
                ("model", .left), ("alone", .right), ("ensemble with it", .right), ("", .left),
            ]
        )
        for step in steps {
            table.add(
                [step.model]
                    + [step.single, step.heldOut].map { (100 * $0).text(digits: 2) + " %" }
                    + [step.accepted ? "accepted" : "rejected"]
            )
        }
        let chosen = "\(members.count) of \(steps.count.counted("model")) chosen on \(heldOutName)"
        return Page(table, ["\(chosen), \((100 * heldOut).text(digits: 2)) %"])
    }
}
