internal import EvaluationResults
internal import TextFormats

/// Results for people: a line for each, a column for each data set.
struct ResultTable {
    let results: [EvaluationResult]
    let dataSets: [String]
    /// Nil where there is nothing to average.
    let roles: DataSetRoles?

    var text: PrintableText {
        let hasAlpha = results.contains { $0.alpha != nil }
        var columns: [(title: String, alignment: TextTable.Alignment)] = [("model", .left)]
        if hasAlpha { columns.append(("alpha", .right)) }
        columns += dataSets.map { ($0, .right) }
        if roles != nil { columns.append(("shifts", .right)) }
        var table = TextTable(columns)
        for result in results {
            let alpha = hasAlpha ? [result.alpha.map { JSONValue.number($0).text() } ?? ""] : []
            let average = roles.map { [percent(result.shiftAverage($0))] } ?? []
            table.add(
                [result.modelName] + alpha + dataSets.map { percent(result[$0]) } + average
            )
        }
        return table.text
            + (missing.isEmpty ? "" : "\n\nno average over the shifts without \(missing)")
    }

    /// The shifts that no result holds, for want of which there are no averages.
    private var missing: String {
        let shifts = roles?.shifts ?? []
        return shifts.filter { shift in results.allSatisfy { $0[shift] == nil } }
            .joined(separator: ", ")
    }

    private func percent(_ fraction: Double?) -> String {
        fraction.map { ($0 * 100).text(digits: 2) } ?? ""
    }
}
