import Testing

@testable import Charts

struct AccuracyChartTests {
    private static func point(
        _ name: String,
        _ clean: Double,
        _ shifted: Double,
        label: String? = nil
    ) -> AccuracyPoint {
        AccuracyPoint(name: name, label: label, clean: clean, shifted: shifted)
    }

    private static func chart(_ series: [AccuracySeries]) -> AccuracyChart {
        AccuracyChart(title: "t", cleanTitle: "x axis", shiftedTitle: "y axis", series: series)
    }

    private static let everything = [
        AccuracySeries(
            .model,
            (0..<72).map { point("m\($0)", 75 + Double($0 % 9) / 2, 37 + Double($0 % 13)) }
        ),
        AccuracySeries(.soup, [point("greedy", 81.026, 50.863, label: "greedy")]),
        AccuracySeries(.modelStock, [point("stock", 79.894, 50.993, label: "stock")]),
        AccuracySeries(
            .interpolation,
            (0...10).map { point("a\($0)", 70 + Double($0), 58 - Double($0), label: "\($0)") }
        ),
    ]

    /// What stands inside the group of a class.
    private static func group(
        _ name: String,
        of document: XMLDocument
    ) -> [XMLDocument.Element] {
        document.elements.indices.first { document.elements[$0].attributes["class"] == name }
            .map { document.elements(inside: $0) } ?? []
    }

    @Test func everyPointIsDrawnOnceAndNamed() throws {
        let document = try XMLDocument(Self.chart(Self.everything).svg)
        let points = Self.group("points", of: document)
        #expect(points.filter { $0.name == "path" }.count == 85)
        let titles = points.filter { $0.name == "title" }.map(\.text)
        #expect(titles.contains("greedy\n81.03 % clean, 50.86 % shifted"))
        let curves = Self.group("curves", of: document).filter { $0.name == "path" }
        #expect(curves.count == 1)
        #expect(curves[0].attributes["d"]?.split(separator: "L").count == 11)
        let texts = document.elements("text").map(\.text)
        for text in [
            "x axis", "y axis", "single model", "soup or other merge", "Model Stock", "WiSE-FT",
        ] {
            #expect(texts.contains(text))
        }
    }

    @Test func theLegendNamesOnlyWhatIsDrawn() throws {
        let series = [AccuracySeries(.soup, [Self.point("s", 1, 2)]), AccuracySeries(.model, [])]
        let document = try XMLDocument(Self.chart(series).svg)
        let legend = document.elements.filter { $0.attributes["class"] == "legend" }
        #expect(legend.map(\.text) == ["soup or other merge"])
    }

    private static func curves(_ count: Int, name: String = "model_") -> [AccuracySeries] {
        (0..<count).map { curve in
            let points = (0...2).map { point("c", 50 + Double($0 * (curve + 1)), 40 + Double($0)) }
            return AccuracySeries(.interpolation, points, name: "\(name)\(curve)")
        }
    }

    @Test("several curves have colours and markers of their own, and names in the legend")
    func severalCurves() throws {
        let svg = Self.chart(Self.everything.prefix(3) + Self.curves(6)).svg
        let document = try XMLDocument(svg)
        let classes = Self.group("curves", of: document).compactMap { $0.attributes["class"] }
        #expect(classes == (3...8).map { "mark series-\($0)" })
        let colours = StyledSeries.all(Self.curves(6)).map(\.style.colour)
        #expect(Set(colours.map(\.light)).count == 6 && Set(colours.map(\.dark)).count == 6)
        #expect(Set(StyledSeries.all(Self.curves(6)).map { "\($0.style.shape)" }).count == 6)
        for (number, colour) in zip(3..., colours) {
            #expect(svg.contains("--series-\(number): \(colour.light);"))
            #expect(svg.contains("--series-\(number): \(colour.dark);"))
        }
        let legend = document.elements.filter { $0.attributes["class"] == "legend" }
        #expect(legend.map(\.text).suffix(6) == (0..<6).map { "WiSE-FT model_\($0)" }[...])
        let lowest = legend.compactMap { $0.attributes["y"].flatMap(Double.init) }.max() ?? .nan
        #expect(lowest < AccuracyChart.panel.top)
    }

    @Test("one curve, or more than there are colours or room for, are one entry")
    func manyCurves() throws {
        for series in [
            Self.curves(1), Self.curves(7), Self.curves(6, name: "a rather long name, number "),
        ] {
            let document = try XMLDocument(Self.chart(series).svg)
            let legend = document.elements.filter { $0.attributes["class"] == "legend" }
            #expect(legend.map(\.text) == ["WiSE-FT"])
        }
    }

    @Test func higherAccuraciesStandFurtherRightAndUp() throws {
        let series = [AccuracySeries(.model, [Self.point("a", 10, 20), Self.point("b", 30, 40)])]
        let panel = AccuracyPanel(series, in: AccuracyChart.panel)
        let paths = panel.markers.rendered.split(separator: "d=\"M").dropFirst().map { path in
            path.split { !"0123456789.".contains($0) }.prefix(2).compactMap { Double($0) }
        }
        #expect(paths[0][0] < paths[1][0] && paths[0][1] > paths[1][1])
    }

    @Test(arguments: [
        [], [AccuracySeries(.model, [point("one", 50, 50, label: "one")])],
        [AccuracySeries(.interpolation, [point("one", 0, 100, label: "one")])],
        [AccuracySeries(.soup, [point("a", 50, 50), point("b", 50, 50)])],
    ])
    func fewPointsMakeAChartToo(series: [AccuracySeries]) throws {
        let svg = Self.chart(series).svg
        #expect(!svg.contains("nan") && !svg.contains("inf"))
        _ = try XMLDocument(svg)
    }

    @Test func labelsTouchNeitherPointsNorEachOther() throws {
        let crowd = (0..<40).map {
            Self.point(
                "m\($0)",
                50 + Double($0 * 7 % 11) / 4,
                40 + Double($0 % 9) / 4,
                label: "m\($0)"
            )
        }
        let series = Self.everything + [AccuracySeries(.soup, crowd)]
        let document = try XMLDocument(Self.chart(series).svg)
        let labels = Self.group("names", of: document).compactMap(Self.frame)
        #expect(labels.count > 20)
        for (position, label) in labels.enumerated() {
            #expect(!labels[..<position].contains { $0.overlaps(label) })
            #expect(
                label.left >= AccuracyChart.panel.left && label.right <= AccuracyChart.panel.right
            )
        }
        let markers = Self.group("points", of: document).compactMap { $0.attributes["d"] }
        for marker in markers.compactMap(Self.start) {
            #expect(!labels.contains { $0.holds(marker) })
        }
    }

    @Test func aLabelStandsOnceAtAPoint() throws {
        let shared = AccuracySeries(.interpolation, [Self.point("base", 50, 50, label: "base")])
        let document = try XMLDocument(Self.chart([shared, shared]).svg)
        #expect(document.elements("text").filter { $0.text == "base" }.count == 1)
    }

    @Test func hostileTextIsEscaped() throws {
        let name = "</text><script>alert(1)</script>"
        let series = [AccuracySeries(.soup, [Self.point(name, 1, 2, label: name)])]
        let svg = Self.chart(series).svg
        #expect(try XMLDocument(svg).elements("script").isEmpty && !svg.contains("<script"))
    }

    @Test func kindsDifferWithoutColour() {
        let looks = AccuracySeries.Kind.allCases.map { "\($0.style.shape)" }
        #expect(Set(looks).count == looks.count)
    }

    private static func frame(_ text: XMLDocument.Element) -> Frame? {
        guard let x = text.attributes["x"].flatMap(Double.init),
            let y = text.attributes["y"].flatMap(Double.init)
        else { return nil }
        let width = TextWidth(text.text, fontSize: 11).pixels
        // Coordinates are written with two places.
        return Frame(left: x + 0.01, top: y - 9.99, width: width - 0.02, height: 12.98)
    }

    private static func start(_ path: String) -> Point? {
        let numbers = path.split { !"0123456789.".contains($0) }.prefix(2).compactMap { Double($0) }
        return numbers.count == 2 ? Point(x: numbers[0], y: numbers[1]) : nil
    }
}

extension Frame {
    fileprivate func holds(_ point: Point) -> Bool {
        (left...right).contains(point.x) && (top...bottom).contains(point.y)
    }
}
