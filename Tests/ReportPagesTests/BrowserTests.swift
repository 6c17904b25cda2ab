import Foundation
import MergeEngine
import ReportPages
import TestSupport
import Testing

/// The browser that `Scripts/set-up --browser` installs.
private enum Browser {
    static let path = ["chromium", "chromium-browser", "google-chrome"].map { "/usr/bin/" + $0 }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Opens a page, and returns its document as it is after its scripts have run.
    static func document(
        of page: String,
        in folder: TemporaryFolder,
        width: Int?,
        prefersDark: Bool
    ) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(path))
        var arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--user-data-dir=" + folder.path("profile"),
            "--blink-settings=preferredColorScheme=\(prefersDark ? 0 : 1)",
        ]
        arguments += width.map { ["--window-size=\($0),900"] } ?? []
        process.arguments = arguments + ["--dump-dom", "file://" + page]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}

@Suite("Report pages in a browser", .enabled(if: Browser.path != nil))
struct BrowserTests {
    /// Runs a script on the page of the report, and returns what it gives.
    private func evaluate(
        _ expression: String,
        of report: MergeReport? = nil,
        on page: ReportPage? = nil,
        width: Int? = nil,
        prefersDark: Bool = false
    ) throws -> String {
        let folder = try TemporaryFolder()
        let html = try (page ?? ReportPage(report ?? ReportFixture.report())).html
        let probe = """
            <script>
            const body = document.querySelector('.layers tbody');
            const headings = [...document.querySelectorAll('.layers th')];
            const press = name => headings.find(h => h.textContent === name).click();
            const column = n => [...body.rows].map(r => r.cells[n].textContent).join(' ');
            const light = (element, property) => {
                const parts = getComputedStyle(element)[property].match(/[0-9.]+/g).map(Number);
                return parts[3] === 0 ? NaN : (parts[0] + parts[1] + parts[2]) / 765;
            };
            document.title = 'result:' + (\(expression)) + ':end';
            </script>
            </body>
            """
        let file = try folder.write(
            html.replacingOccurrences(of: "</body>", with: probe),
            as: "page.html"
        )
        let document = try Browser.document(
            of: file,
            in: folder,
            width: width,
            prefersDark: prefersDark
        )
        let start = try #require(
            document.firstRange(of: "<title>result:"),
            "\(document.prefix(400))"
        )
        let end = try #require(document.firstRange(of: ":end</title>"))
        return String(document[start.upperBound..<end.lowerBound])
    }

    @Test("draw the chart and every layer")
    func drawing() throws {
        let result = try evaluate(
            """
            [body.rows.length, document.querySelectorAll('svg .points path').length,
             document.querySelectorAll('.warnings li').length,
             document.querySelector('svg').getBoundingClientRect().width > 500,
             document.querySelector('.layers').getBoundingClientRect().height > 50,
             document.images.length, document.scripts.length].join(' ')
            """
        )
        // Three layers have an angle and a ratio; the probe is the second script.
        #expect(result == "4 6 1 true true 0 2")
    }

    @Test("sum layers up by block and by kind, in network order")
    func groups() throws {
        let result = try evaluate(
            """
            [...document.querySelectorAll('table.groups')].map(t =>
                [...t.tBodies[0].rows].map(r => r.cells[0].textContent + ' ' + r.cells[1].textContent)
                    .join(', ')).join('; ')
            """
        )
        #expect(
            result == "vision input 1, vision output 2, other 1; layer norm 1, embedding 1, "
                + "projection 1, other 1"
        )
    }

    @Test("copy the recipe as YAML")
    func recipe() throws {
        let result = try evaluate(
            """
            (() => {
                document.execCommand = () => true;
                Object.defineProperty(navigator, 'clipboard', {value: undefined});
                document.querySelector('.copy').click();
                return document.querySelector('.copy').textContent + ': ' + getSelection().toString().trim();
            })()
            """,
            of: ReportFixture.elementwise()
        )
        #expect(result == "Copied: merge_method: ties\ndensity: 0.5")
    }

    @Test("show several merges side by side, each in full below")
    func several() throws {
        let page = ReportPage([try ReportFixture.report(), try ReportFixture.elementwise()])
        let result = try evaluate(
            """
            [document.querySelectorAll('details').length, document.querySelectorAll('table.layers').length,
             document.querySelector('table').tBodies[0].rows.length,
             [...document.querySelectorAll('h2')].slice(0, 3).map(h => h.textContent).join(', ')].join(' ')
            """,
            on: page
        )
        #expect(result == "2 2 2 Mean ratio t by block, Mean angle by block, Merges")
    }

    @Test("do not become wider than a telephone")
    func narrow() throws {
        let result = try evaluate(
            "[innerWidth, document.documentElement.scrollWidth <= innerWidth].join(' ')",
            width: 420
        )
        #expect(result.hasSuffix(" true"), "\(result)")
    }

    @Test("show the layers of a method without angles, and no empty chart or column")
    func elementwise() throws {
        let result = try evaluate(
            "[body.rows.length, document.querySelectorAll('svg').length, "
                + "headings.map(h => h.textContent).join(' ')].join(' ')",
            of: ReportFixture.elementwise()
        )
        #expect(result == "1 0 # layer shape elements rule")
    }

    @Test("can be read in light and in dark", arguments: [false, true])
    func colours(prefersDark: Bool) throws {
        let result = try evaluate(
            """
            (() => {
                const page = light(document.documentElement, 'backgroundColor')
                const ground = isNaN(page) ? light(document.body, 'backgroundColor') : page;
                const texts = ['h1', 'dd', 'td', 'th button', 'svg text', '.warnings li'].map(s =>
                    document.querySelector(s)).filter(e => e !== null);
                const drawn = texts.map(e => light(e, e.closest('svg') ? 'fill' : 'color'));
                return [ground < 0.5, drawn.length > 4,
                        drawn.every(l => Math.abs(l - ground) > 0.35)].join(' ')
            })()
            """,
            prefersDark: prefersDark
        )
        #expect(result == "\(prefersDark) true true")
    }

    @Test(
        "sort numbers as numbers, both ways, with empty cells last",
        arguments: [
            ("press('angle'); return column(0)", "2 1 4 3"),
            ("press('angle'); press('angle'); return column(0)", "4 1 2 3"),
            ("press('elements'); return column(3)", "3 20 100 1,000"),
            ("press('norms'); return column(0)", "4 1 2 3"),
            ("press('layer'); return column(0)", "3 1 4 2"),
            ("press('t'); press('#'); return column(0)", "1 2 3 4"),
            ("press('t'); return headings.map(h => h.ariaSort[0]).join('')", "nnnnnnnna"),
        ]
    )
    func sorting(steps: String, expected: String) throws {
        #expect(try evaluate("(() => { \(steps) })()") == expected)
    }
}
