import ReportPages
import Testing

@Suite("Report pages")
struct ReportPageTests {
    @Test func hostileTextIsEscaped() throws {
        let html = try ReportPage(ReportFixture.report()).html
        #expect(!html.contains("<script>document") && !html.contains("<img"))
        let escaped = "&lt;script&gt;document.title=&#39;taken&#39;&lt;/script&gt;&amp;&quot;"
        // Title, heading, base, output, warning, cell, and the chart has no point for the layer.
        #expect(html.components(of: escaped) == 6)
    }

    @Test func thePageNeedsNothingElse() throws {
        let html = try ReportPage(ReportFixture.report()).html
        let addresses = html.components(of: "http")
        // The name space of the chart, and the policy's http-equiv.
        #expect(addresses == 2 && html.contains("xmlns=\"http://www.w3.org/2000/svg\""))
        for word in ["src=\"", "href=", "url(", "@import", "nan", "inf"] {
            #expect(!html.contains(word), "\(word)")
        }
        #expect(html.contains("default-src 'none'"))
        #expect(html.contains("prefers-color-scheme: dark"))
    }

    @Test func theSameReportGivesTheSameText() throws {
        #expect(
            try ReportPage(ReportFixture.report()).html == ReportPage(ReportFixture.report()).html
        )
    }
}

extension String {
    /// How often a text stands in this one.
    fileprivate func components(of text: String) -> Int {
        var (count, rest) = (0, self[...])
        while let range = rest.firstRange(of: text) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }

    @Test("a report without angles has no chart and no empty columns, but its recipe")
    func withoutAngles() throws {
        let report = try ReportFixture.elementwise()
        let html = ReportPage(report).html
        #expect(!html.contains("<figure>") && html.contains("decides without angles"))
        #expect(!html.contains(">cosine<") && !html.contains(">norms<") && html.contains(">rule<"))
        #expect(html.contains("density"))
    }
}
