internal import Evaluation
internal import Soups
internal import TextFormats

/// A search over a parameter, for printing.
struct TuningReport: Encodable {
    /// What was measured with a value.
    struct Point: Encodable {
        let value: Double
        let tasks: [Double]
        let mean: Double
        let normalised: Double
    }

    let method: String
    let parameter: String
    let tasks: [String]
    let singles: [Double]
    let points: [Point]
    let chosen: Double
    /// Nil where the search ended early.
    let output: String?

    init(
        _ outcome: TuningOutcome,
        method: String,
        parameter: String,
        tasks: [String],
        output: String?
    ) {
        (self.method, self.parameter, self.tasks) = (method, parameter, tasks)
        self.output = output
        singles = outcome.points[0].tasks.map { $0.single ?? 0 }
        chosen = outcome.points[outcome.best].value
        points = outcome.points.map { point in
            Point(
                value: point.value,
                tasks: point.tasks.map(\.merged),
                mean: point.tasks.meanAccuracy,
                normalised: point.normalised
            )
        }
    }

    /// A row for each value, in percent.
    var page: Page {
        var table = TextTable(
            [(parameter, .right)] + tasks.map { ($0, .right) }
                + [("mean", .right), ("normalised", .right), ("", .left)]
        )
        func percent(_ value: Double) -> String { (100 * value).text(digits: 2) }
        for point in points {
            table.add(
                [JSONValue.number(point.value).text()] + point.tasks.map(percent)
                    + [percent(point.mean), percent(point.normalised)]
                    + [point.value == chosen ? "chosen" : ""]
            )
        }
        let own = zip(tasks, singles).map { "\($0) \(percent($1))" }.joined(separator: ", ")
        let end = output.map {
            ["\($0): \(method) with \(parameter)=\(JSONValue.number(chosen).text())"]
        }
        return Page(table, ["the tasks' own models: \(own)"] + (end ?? []))
    }
}
