import CLIPModels
import Testing

@testable import Charts

struct LayerChartTests {
    private static func figures(_ names: [String]) -> [LayerFigure] {
        names.enumerated().map { number, name in
            LayerFigure(name: name, angle: Double(number % 91), ratio: Double(number % 11) / 10)
        }
    }

    /// The points of the upper and of the lower panel.
    private static func panels(_ document: XMLDocument) -> [[XMLDocument.Element]] {
        document.elements.indices
            .filter { document.elements[$0].attributes["class"] == "points" }
            .map { document.elements(inside: $0) }
    }

    @Test(arguments: [LayerNames.openAI, LayerNames.huggingFace, []])
    func everyLayerIsDrawnOnceInEachPanel(names: [String]) throws {
        let chart = LayerChart(title: "t", layers: Self.figures(names))
        let panels = try Self.panels(XMLDocument(chart.svg))
        #expect(panels.count == 2)
        for panel in panels {
            #expect(panel.filter { $0.name == "path" }.count == names.count)
            let titles = panel.filter { $0.name == "title" }.map(\.text)
            #expect(titles.compactMap { $0.split(separator: "\n").first.map(String.init) } == names)
        }
    }

    @Test func layersWithoutAValueAreLeftOut() throws {
        let layers = [
            LayerFigure(name: "visual.proj", angle: 20, ratio: nil),
            LayerFigure(name: "visual.conv1.weight", angle: nil, ratio: 0.5),
            LayerFigure(name: "visual.class_embedding", angle: .nan, ratio: .infinity),
            LayerFigure(name: "logit_scale", angle: nil, ratio: nil),
        ]
        let document = try XMLDocument(LayerChart(title: "t", layers: layers).svg)
        let titles = Self.panels(document).map { $0.filter { $0.name == "title" }.map(\.text) }
        #expect(titles[0] == ["visual.proj\nangle 20.00 degrees"])
        #expect(titles[1] == ["visual.conv1.weight\nratio 0.5000"])
    }

    @Test func hostileTextIsEscaped() throws {
        let name = "</title><script>alert('1')</script>&\"\u{0}\u{7}\u{202E}\u{FFFF}\u{2028}"
        let layers = [LayerFigure(name: name, angle: 1, ratio: 1)]
        let svg = LayerChart(title: name, layers: layers).svg
        let document = try XMLDocument(svg)
        #expect(document.elements("script").isEmpty && !svg.contains("<script"))
        let shown = "</title><script>alert('1')</script>&\"\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"
        #expect(document.elements("title")[0].text == shown)
        #expect(document.elements("title")[1].text.hasPrefix(shown + "\nangle 1.00"))
    }

    @Test func theDocumentDescribesItself() throws {
        let layers = Self.figures(LayerNames.openAI)
        let document = try XMLDocument(LayerChart(title: "My merge", layers: layers).svg)
        #expect(document.elements[0].name == "svg")
        #expect(document.elements[0].attributes["role"] == "img")
        #expect(document.elements[0].attributes["xmlns"] == "http://www.w3.org/2000/svg")
        #expect(document.elements[1].name == "title" && document.elements[1].text == "My merge")
        let description = try #require(document.elements("desc").first).text
        #expect(description.contains("\(layers.count) layers"))
        #expect(description.contains("from 0.00 to 90.00 degrees"))
        let texts = document.elements("text").map(\.text)
        for text in [
            "layer, in network order", "angle between task vectors (degrees)", "ratio t",
            "vision tower", "text tower", "embed", "out", "0", "11", "attention weight",
            "MLP bias", "layer norm", "head", "other", "90", "0.2",
        ] { #expect(texts.contains(text), "\(text)") }
    }

    @Test func darkPagesHaveColoursOfTheirOwn() throws {
        let document = try XMLDocument(LayerChart(title: "t", layers: []).svg)
        let style = try #require(document.elements("style").first).text
        #expect(style.contains("@media (prefers-color-scheme: dark)"))
        for kind in LayerKind.allCases {
            let colour = kind.style.colour
            #expect(style.contains("--series-\(kind.rawValue): \(colour.dark);"))
            #expect(style.contains("--series-\(kind.rawValue): \(colour.light);"))
        }
        // The text of a style sheet is read without resolving references by some programs.
        #expect(!style.contains("&") && !style.contains("<") && !style.contains(">"))
    }

    @Test func theLegendNamesOnlyWhatIsDrawn() throws {
        let layers = [LayerFigure(name: "visual.proj", angle: 1, ratio: 1)]
        let document = try XMLDocument(LayerChart(title: "t", layers: layers).svg)
        let legend = document.elements.filter { $0.attributes["class"] == "legend" }
        #expect(legend.map(\.text) == ["projection"])
    }

    @Test func seriesDifferWithoutColour() {
        let looks = LayerKind.allCases.map { "\($0.style.shape) \($0.style.isFilled)" }
        #expect(Set(looks).count == LayerKind.allCases.count)
    }

    @Test func theSameChartGivesTheSameText() {
        let chart = LayerChart(title: "t", layers: Self.figures(LayerNames.huggingFace))
        #expect(chart.svg == chart.svg)
    }
}
