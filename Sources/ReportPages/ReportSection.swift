internal import Charts
internal import MergeEngine

/// The part of a page that is about one merge.
struct ReportSection {
    private let report: MergeReport

    init(_ report: MergeReport) { self.report = report }

    /// What the part is about.
    var title: String {
        let models = report.models.count == 1 ? "1 model" : "\(report.models.count) models"
        return "\(report.output ?? "Measured"): \(report.method) of \(models)"
    }

    var html: String {
        """
        \(facts)
        \(recipe)
        \(warnings)
        <h2>Layers</h2>
        \(chart)
        <h3>By block</h3>
        \(GroupTable(report.groups(by: .block), called: "block").html)
        <h3>By kind</h3>
        \(GroupTable(report.groups(by: .kind), called: "kind of layer").html)
        <h3>All layers</h3>
        \(LayerTable(Array(report.layers)).html)
        """
    }

    private var facts: String {
        let entries: [(String, [String])] = [
            ("method", [report.method + (report.variant.map { ", variant \($0)" } ?? "")]),
            ("base", [report.base ?? "none"]),
            ("models", report.models),
            ("output", [report.output ?? "none: the layers were only measured"]),
            (
                "size",
                [
                    "\(GroupedNumber(report.tensors).text) tensors, "
                        + "\(GroupedNumber(report.elements).text) elements"
                ]
            ),
            ("made by", ["\(report.tool.name) \(report.tool.version)"]),
            ("BLAS", ["\(report.blas.library), kernels for \(report.blas.core)"]),
            (
                "time",
                [
                    "\(DecimalText(report.seconds, places: 3).text) s, \(report.threads) threads, "
                        + "\(GroupedNumber(report.bytesRead).text) bytes read, "
                        + "\(GroupedNumber(report.bytesWritten).text) written"
                ]
            ),
        ]
        let rows = entries.map { name, values in
            "<dt>\(name)</dt>" + values.map { "<dd>\(XMLText($0).escaped)</dd>" }.joined()
        }
        return "<dl>\n" + rows.joined(separator: "\n") + "\n</dl>"
    }

    /// The recipe as YAML, with a button that copies it.
    private var recipe: String {
        guard let recipe = report.recipe else { return "<p>No recipe is recorded.</p>" }
        let lines = RecipeBlock(recipe).text.split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        let text = lines.map { XMLText(String($0)).escaped }.joined(separator: "\n")
        return """
            <div class="recipe">
            <button type="button" class="copy">Copy recipe</button>
            <pre>\(text)
            </pre>
            </div>
            """
    }

    private var warnings: String {
        guard !report.warnings.isEmpty else { return "<p>No warnings.</p>" }
        let items = report.warnings.map { "<li>\(XMLText($0).escaped)</li>" }
        return "<h2>Warnings</h2>\n<ul class=\"warnings\">\n" + items.joined(separator: "\n")
            + "\n</ul>"
    }

    /// Angles and ratios; nothing where no layer has any.
    private var chart: String {
        let figures = report.layers.map {
            LayerFigure(name: $0.name, angle: $0.angle, ratio: $0.t)
        }
        guard figures.contains(where: { $0.angle != nil || $0.ratio != nil }) else {
            return "<p>\(XMLText(report.method).escaped) decides without angles or ratios.</p>"
        }
        let chart = LayerChart(
            title: "Angle between task vectors, and ratio, by layer",
            layers: figures
        )
        return "<figure>\n\(chart.svg)</figure>"
    }
}
