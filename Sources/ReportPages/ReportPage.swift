internal import Charts
package import MergeEngine

/// A merge's report as one page that needs nothing else: no network, no other file.
///
/// It shows the recipe, the warnings, angle and ratio by layer as a chart, and every layer in a
/// table that sorts when a heading is pressed. It suits light and dark screens and print. All
/// text of the report is escaped, and the page's policy lets it load nothing.
package struct ReportPage: Sendable {
    private let report: MergeReport

    /// Describes the page of a report.
    package init(_ report: MergeReport) { self.report = report }

    /// The page as an HTML document.
    ///
    /// The same report gives the same text.
    ///
    /// - Complexity: O(n log n) time for n layers; about 700 bytes for each.
    package var html: String {
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
    /// What is in the page may run; nothing may be loaded.
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

/// The look of a page, on light and dark ground.
enum PageStyle {
    static let text = """
        :root { color-scheme: light dark; --ground: #ffffff; --ink: #1c2126; --soft: #59616a; \
        --line: #d5dae0; --raised: #f4f6f8; }
        @media (prefers-color-scheme: dark) { :root { --ground: #14181d; --ink: #e8ebee; \
        --soft: #a4adb7; --line: #39414a; --raised: #1d2329; } }
        body { margin: 0; background: var(--ground); color: var(--ink); \
        font: 15px/1.45 system-ui, 'Helvetica Neue', Arial, sans-serif; }
        main { max-width: 1140px; margin: 0 auto; padding: 24px 20px 48px; }
        h1 { font-size: 22px; overflow-wrap: anywhere; }
        h2 { font-size: 17px; margin-top: 28px; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 18px; }
        dt { color: var(--soft); grid-column: 1; }
        dd { margin: 0; grid-column: 2; overflow-wrap: anywhere; }
        .warnings li { overflow-wrap: anywhere; }
        figure { margin: 0 0 20px; overflow-x: auto; }
        figure svg { display: block; width: 100%; min-width: 720px; height: auto; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-size: 13px; width: 100%; }
        th, td { text-align: left; padding: 3px 8px; border-bottom: 1px solid var(--line); }
        th { position: sticky; top: 0; background: var(--raised); }
        td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        th button { all: unset; cursor: pointer; font-weight: 600; }
        th button:focus-visible { outline: 2px solid currentColor; }
        th button::after { content: ' \\2195'; color: var(--soft); font-weight: 400; }
        th[aria-sort=ascending] button::after { content: ' \\25B2'; color: inherit; }
        th[aria-sort=descending] button::after { content: ' \\25BC'; color: inherit; }
        """
}

/// The script of a page: a press on a heading sorts the table, a second one the other way.
///
/// Numbers sort as numbers, and cells without a number come last both ways; rows that are equal
/// keep the order of the report.
enum PageScript {
    static let text = """
        'use strict';
        const body = document.querySelector('tbody');
        const headings = [...document.querySelectorAll('th')];
        const rows = [...body.rows];
        function compare(one, other) {
          const [a, b] = [one, other].map(cell => cell.dataset.value);
          if (a !== undefined && b !== undefined) return Number(a) - Number(b);
          const [x, y] = [one, other].map(cell => cell.textContent);
          return x < y ? -1 : x > y ? 1 : 0;
        }
        function sort(column, sign) {
          const empty = row => row.cells[column].textContent === '';
          const sorted = rows.map((row, place) => ({row, place})).sort((a, b) =>
            empty(a.row) - empty(b.row)
            || sign * compare(a.row.cells[column], b.row.cells[column])
            || a.place - b.place);
          body.append(...sorted.map(item => item.row));
        }
        headings.forEach((heading, column) => heading.addEventListener('click', () => {
          const ascends = heading.ariaSort !== 'ascending';
          for (const other of headings) other.ariaSort = 'none';
          heading.ariaSort = ascends ? 'ascending' : 'descending';
          sort(column, ascends ? 1 : -1);
        }));
        """
}
