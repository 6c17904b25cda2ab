internal import Charts
public import MergeEngine

/// A merge's report as one page that needs nothing else: no network, no other file.
///
/// It shows the recipe, the warnings, angle and ratio by layer as a chart, and every layer in a
/// table that sorts when a heading is pressed. It suits light and dark screens and print. All
/// text of the report is escaped, and the page's policy lets it load nothing.
public struct ReportPage: Sendable {
    private let report: MergeReport

    /// Describes the page of a report.
    public init(_ report: MergeReport) { self.report = report }

    /// The page as an HTML document.
    ///
    /// The same report gives the same text.
    ///
    /// - Complexity: O(n log n) time for n layers; about 700 bytes for each.
    public var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" \
        content="\(Self.policy)">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(title.escaped)</title>
        <style>
        \(PageStyle.text)
        </style>
        </head>
        <body>
        <main>
        <h1>\(title.escaped)</h1>
        \(recipe)
        \(warnings)
        <h2>Layers</h2>
        \(chart)
        \(LayerTable(report.layers).html)
        </main>
        <script>
        \(PageScript.text)
        </script>
        </body>
        </html>

        """
    }
}

extension ReportPage {
    /// What stands in the page may run; nothing may be loaded.
    private static let policy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"

    private var title: XMLText {
        let models = report.models.count == 1 ? "1 model" : "\(report.models.count) models"
        return XMLText("\(report.output ?? "Measured"): \(report.method) of \(models)")
    }

    private var recipe: String {
        let entries: [(String, [String])] = [
            ("method", [report.method + (report.variant.map { ", variant \($0)" } ?? "")]),
            ("base", [report.base ?? "none"]),
            ("models", report.models),
            ("recipe", [report.recipe ?? "not recorded"]),
            ("output", [report.output ?? "none: the layers were only measured"]),
            ("size", ["\(report.tensors) tensors, \(report.elements) elements"]),
            ("made by", ["\(report.tool.name) \(report.tool.version)"]),
            ("BLAS", ["\(report.blas.library), kernels for \(report.blas.core)"]),
            (
                "time",
                ["\(DecimalText(report.seconds, places: 3).text) s, \(report.threads) threads"]
            ),
        ]
        let rows = entries.map { name, values in
            "<dt>\(name)</dt>" + values.map { "<dd>\(XMLText($0).escaped)</dd>" }.joined()
        }
        return "<dl>\n" + rows.joined(separator: "\n") + "\n</dl>"
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
