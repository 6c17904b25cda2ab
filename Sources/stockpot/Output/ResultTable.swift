internal import EvaluationResults
internal import TextFormats

/// Accuracies for people, as 'evaluate' and 'wise-ft' print them: a row for each model, a column for
/// each data set, in percent.
struct ResultTable {
    /// The models as tables call them, and their results.
    let rows: [(name: String, result: EvaluationResult)]
    let dataSets: [String]
    /// Nil where there is nothing to average.
    let roles: DataSetRoles?

    /// The table, and what is missing for an average.
    var page: Page {
        Page(table, missing.isEmpty ? [] : ["no average over the shifts without \(missing)"])
    }

    /// The table alone.
    var table: TextTable {
        let hasAlpha = rows.contains { $0.result.alpha != nil }
        var columns: [(title: String, alignment: TextTable.Alignment)] = [("model", .left)]
        if hasAlpha { columns.append(("alpha", .right)) }
        columns += dataSets.map { ($0, .right) }
        if roles != nil { columns.append(("shifts", .right)) }
        var table = TextTable(columns)
        for (name, result) in rows {
            let alpha = hasAlpha ? [result.alpha.map { JSONValue.number($0).text() } ?? ""] : []
            let average = roles.map { [percent(result.shiftAverage($0))] } ?? []
            table.add([name] + alpha + dataSets.map { percent(result[$0]) } + average)
        }
        return table
    }

    /// The shifts that no result holds, for want of which there are no averages.
    private var missing: String {
        let shifts = roles?.shifts ?? []
        return shifts.filter { shift in rows.allSatisfy { $0.result[shift] == nil } }
            .joined(separator: ", ")
    }

    private func percent(_ fraction: Double?) -> String {
        fraction.map { ($0 * 100).text(digits: 2) } ?? ""
    }
}
