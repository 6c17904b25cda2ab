internal import Charts
internal import MergeEngine

/// Several reports side by side: what each merge was, and how blocks differ between them.
struct ReportComparison {
    private let reports: [MergeReport]

    init(_ reports: [MergeReport]) { self.reports = reports }

    /// A row for each merge, and, where they have angles or ratios, a column for each.
    var html: String {
        let blocks = reports.map { (name: name(of: $0), groups: $0.groups(by: .block)) }
        let hasRatios = blocks.contains { $0.groups.contains { $0.t != nil } }
        let hasAngles = blocks.contains { $0.groups.contains { $0.angle != nil } }
        let ratios = GroupTable(blocks, called: "block", \.t, places: 4).html
        let angles = GroupTable(blocks, called: "block", \.angle, places: 2).html
        return overview + (hasRatios ? "\n<h2>Mean ratio t by block</h2>\n\(ratios)" : "")
            + (hasAngles ? "\n<h2>Mean angle by block</h2>\n\(angles)" : "") + "\n<h2>Merges</h2>\n"
    }

    private func name(of report: MergeReport) -> String {
        report.output.map(ModelName.of) ?? report.method
    }

    private var overview: String {
        let numbers = [
            "models", "elements", "median t", "seconds", "bytes read",
            "bytes written",
            "warnings",
        ]
        let head =
            ["output", "method"].map { "<th scope=\"col\">\($0)</th>" }.joined()
            + numbers.map { "<th scope=\"col\" class=\"number\">\($0)</th>" }.joined()
        let rows = reports.map { report in
            let cells = [
                LayerCell(text: report.method + (report.variant.map { " (\($0))" } ?? "")),
                LayerCell(count: report.models.count), LayerCell(count: report.elements),
                LayerCell(report.medianRatio, places: 4), LayerCell(report.seconds, places: 3),
                LayerCell(count: report.bytesRead), LayerCell(count: report.bytesWritten),
                LayerCell(count: report.warnings.count),
            ]
            return "<tr><th scope=\"row\">\(XMLText(name(of: report)).escaped)</th>"
                + cells.map(\.html).joined() + "</tr>"
        }
        return """
            <div class="wide">
            <table class="groups">
            <thead><tr>\(head)</tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table>
            </div>
            """
    }
}
