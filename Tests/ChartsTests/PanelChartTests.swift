import Testing

@testable import Charts

@Suite("Small charts side by side")
struct PanelChartTests {
    private func panel(_ values: [(Double, Double)], title: String = "t") -> Panel {
        Panel(
            title: title,
            caption: "c",
            horizontalTitle: "x",
            verticalTitle: "y",
            series: [
                PanelSeries(
                    .points,
                    values.enumerated().map { number, value in
                        PanelPoint(
                            name: "m\(number)",
                            label: "m\(number)",
                            x: value.0,
                            y: value.1,
                            error: 0.5
                        )
                    }
                )
            ]
        )
    }

    private func chart(_ panels: [Panel]) -> PanelChart {
        PanelChart(title: "heading", legend: [:], panels: panels)
    }

    private func frame(of chart: PanelChart) throws -> (XMLDocument, width: Double, height: Double)
    {
        let document = try XMLDocument(chart.svg)
        let root = try #require(document.elements.first)
        let numbers = ["width", "height"].compactMap { root.attributes[$0].flatMap(Double.init) }
        return (document, numbers[0], numbers[1])
    }

    @Test("every point and bar is drawn once, within the chart", arguments: 1...7)
    func points(count: Int) throws {
        let panels = (0..<count).map { number -> Panel in
            let values = (0..<5).map { k -> (Double, Double) in
                (Double(k * (number + 1)), 60 + Double(k * k))
            }
            return panel(values)
        }
        let (document, width, height) = try frame(of: chart(panels))
        let paths = document.elements("path")
        #expect(paths.count { $0.attributes["class"] == "mark series-0" } == 5 * count)
        #expect(document.elements("title").count == 5 * count + 1)
        for text in document.elements("text") {
            guard let x = text.attributes["x"].flatMap(Double.init),
                let y = text.attributes["y"].flatMap(Double.init)
            else { continue }
            #expect((0...width).contains(x) && (0...height).contains(y))
        }
    }

    @Test(
        "values of any size have ticks that are numbers",
        arguments: [1e-280, 1e-9, 1e-3, 1, 1e5, 1e9, 1e200]
    )
    func sizes(scale: Double) throws {
        let found = chart([panel([(scale, 1), (2 * scale, 2), (1.5 * scale, 3)])])
        let (document, _, _) = try frame(of: found)
        #expect(!found.svg.contains("nan") && !found.svg.contains("inf"))
        let titles = document.elements("text").map(\.text).filter { $0.hasPrefix("x") }
        #expect(titles.count == 1 && titles[0].contains("× 10^") == (scale < 1e-3 || scale > 1e6))
    }

    @Test("one point, equal points and none make a panel too")
    func few() throws {
        for values in [[], [(0.0, 0.0)], [(3, 4), (3, 4)], [(-1e9, 1e-9)]] {
            _ = try XMLDocument(chart([panel(values)]).svg)
        }
    }

    @Test("lines connect their points in order, and the legend names what has a title")
    func lines() throws {
        let series = [PanelSeries.Look.line, .otherLine].map { look in
            PanelSeries(look, (1...40).map { PanelPoint(name: "\($0)", x: Double($0), y: 0.5) })
        }
        let panel = Panel(
            title: "t",
            caption: "c",
            horizontalTitle: "x",
            verticalTitle: "y",
            series: series,
            horizontalRange: 0...40,
            verticalRange: 0...1
        )
        let chart = PanelChart(title: "h", legend: [.line: "one"], panels: [panel])
        let document = try XMLDocument(chart.svg)
        let curves = document.elements("path").filter {
            ($0.attributes["d"]?.split(separator: "L").count ?? 0) == 40
        }
        #expect(curves.map { $0.attributes["class"] } == ["mark series-1", "mark series-2"])
        let legend = document.elements("text").filter { $0.attributes["class"] == "legend" }
        #expect(legend.map(\.text) == ["one"])
        let labels = document.elements("text").filter { $0.attributes["class"] == "label" }
        // Ranges that are given have no room around them.
        #expect(labels.contains { $0.text == "40" } && !labels.contains { $0.text == "50" })
    }

    @Test("hostile names are escaped, long titles cut")
    func hostile() throws {
        let name = "</text><script>alert(1)</script>"
        let found = chart([panel([(1, 2)], title: name + String(repeating: "x", count: 200))])
        #expect(try XMLDocument(found.svg).elements("script").isEmpty)
        #expect(!found.svg.contains("<script") && found.svg.contains("…"))
    }
}
