internal import Charts
package import MergeEngine

/// Reports of merges as one page that needs nothing else: no network, no other file.
///
/// Of one merge it shows the recipe, the warnings, angle and ratio by layer as a chart, summaries by block
/// and by kind of layer, and every layer in a table that sorts when a heading is pressed. Several, as of a
/// batch, are compared side by side first, and follow one after the other. It suits light and dark screens,
/// narrow ones and print. All text of the reports is escaped, and the page's policy lets it load nothing.
package struct ReportPage: Sendable {
    private let reports: [MergeReport]

    /// Describes the page of a report.
    package init(_ report: MergeReport) { self.init([report]) }

    /// Describes the page of several reports.
    ///
    /// - Precondition: There is at least one.
    package init(_ reports: [MergeReport]) {
        precondition(!reports.isEmpty, "a page shows a report")
        self.reports = reports
    }

    /// The page as an HTML document.
    ///
    /// The same reports give the same text.
    ///
    /// - Complexity: O(n log n) time for n layers; about 700 bytes for each.
    package var html: String {
        let sections = reports.map(ReportSection.init)
        let title = XMLText(
            reports.count == 1 ? sections[0].title : "\(reports.count) merges side by side"
        ).escaped
        let body =
            reports.count == 1
            ? sections[0].html
            : ReportComparison(reports).html
                + sections.map { section in
                    """
                    <details>
                    <summary>\(XMLText(section.title).escaped)</summary>
                    \(section.html)
                    </details>
                    """
                }.joined(separator: "\n")
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" \
            content="\(Self.policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>
            <style>
            \(PageStyle.text)
            </style>
            </head>
            <body>
            <main>
            <h1>\(title)</h1>
            \(body)
            </main>
            <script>
            \(PageScript.text)
            </script>
            </body>
            </html>

            """
    }

    /// What is in the page may run; nothing may be loaded.
    private static let policy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
}
