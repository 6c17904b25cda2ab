internal import Charts
internal import EvaluationResults
internal import MergeEngine
internal import TextFormats

/// The curves of a chart, whose ends may be models that are rows of their own.
struct InterpolationCurves {
    private let curves: [(name: String, rows: [EvaluationResult])]
    private let roles: DataSetRoles
    /// The models at the ends: rows, and the names by which labels call them.
    private var models: [(row: EvaluationResult, name: String)] = []

    /// - Parameters:
    ///   - rows: The points of all curves.
    ///   - models: The single models of the chart, with the names of their labels.
    ///   - roles: The axes.
    init(
        _ rows: [EvaluationResult],
        beside models: [(row: EvaluationResult, name: String)],
        _ roles: DataSetRoles
    ) {
        self.roles = roles
        curves = Dictionary(grouping: rows) { UTF8Key($0.modelName) }.sorted { $0.key < $1.key }.map
        {
            ($0.key.text, $0.value.sorted { ($0.alpha ?? 0) < ($1.alpha ?? 0) })
        }
        for (name, rows) in curves {
            let bases = models.filter { isAt($0.row, rows.first, alpha: 0) }.prefix(1)
            let ends = models.filter { isAt($0.row, rows.last, alpha: 1) }
            self.models += bases + ends.filter { ModelName.of($0.row.modelName).isExactly(name) }
        }
    }

    /// Whether the label of a curve's end names this model, which then needs none of its own.
    func labels(_ row: EvaluationResult) -> Bool { models.contains { $0.row == row } }

    /// The curves, labelled along their points.
    var series: [AccuracySeries] {
        curves.map { name, rows in
            let points = rows.enumerated().compactMap { position, row in
                row.point(roles, label: label(row, isEnd: position + 1 == rows.count))
            }
            return AccuracySeries(.interpolation, points, name: name)
        }
    }

    /// The alpha of a point; the last one names the model too, the first one the base where the
    /// chart has it.
    private func label(_ row: EvaluationResult, isEnd: Bool) -> String? {
        row.alpha.map { alpha in
            let text = "α = \(JSONValue.number(alpha).text())"
            let base = models.first { isAt($0.row, row, alpha: 0) }?.name
            return (isEnd ? row.modelName : base).map { "\($0), \(text)" } ?? text
        }
    }

    /// Whether a model scores what a curve scores at its end of some alpha.
    private func isAt(_ row: EvaluationResult, _ end: EvaluationResult?, alpha: Double) -> Bool {
        guard let end, end.alpha == alpha else { return false }
        return row[roles.clean] == end[roles.clean]
            && row.shiftAverage(roles) == end.shiftAverage(roles)
    }
}
