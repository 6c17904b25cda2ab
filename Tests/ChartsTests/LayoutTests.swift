import CLIPModels
import Testing

@testable import Charts

struct LayoutTests {
    private static func position(_ element: XMLDocument.Element) -> Point? {
        guard let x = element.attributes["x"].flatMap(Double.init),
            let y = element.attributes["y"].flatMap(Double.init)
        else { return nil }
        return Point(x: x, y: y)
    }

    /// Names of a CLIP with blocks of both towers, split as Hugging Face does.
    private static func figures(vision: Int, text: Int) -> [LayerFigure] {
        let towers = [("vision_model", vision), ("text_model", text)]
        let blocks = towers.flatMap { tower, count in
            (0..<count).flatMap { block in
                LayerNames.huggingFaceBlock.map { "\(tower).encoder.layers.\(block).\($0)" }
            }
        }
        let ends = LayerNames.huggingFace.filter { !$0.contains("layers") }
        return (ends + blocks).map { LayerFigure(name: $0, angle: 90, ratio: 0) }
    }

    @Test(arguments: [(12, 0), (12, 12), (24, 12), (48, 32), (400, 300)])
    func labelsBelowTheAxisDoNotTouch(vision: Int, text: Int) throws {
        let layers = Self.figures(vision: vision, text: text)
        let document = try XMLDocument(LayerChart(title: "t", layers: layers).svg)
        let height = LayerChart.ratioPanel.bottom + 16
        let labels = document.elements("text").compactMap { element in
            Self.position(element).map { ($0, TextWidth(element.text, fontSize: 11).pixels) }
        }.filter { $0.0.y == height }
        #expect(labels.count >= 12)
        for ((left, leftWidth), (right, rightWidth)) in zip(labels, labels.dropFirst()) {
            #expect(left.x + leftWidth / 2 < right.x - rightWidth / 2)
        }
    }

    @Test func everyBlockOfTheUsualSizesIsLabelled() throws {
        let layers = Self.figures(vision: 24, text: 12)
        let document = try XMLDocument(LayerChart(title: "t", layers: layers).svg)
        let texts = document.elements("text").map(\.text)
        for number in 1..<12 { #expect(texts.filter { $0 == String(number) }.count == 2) }
        for number in 12..<24 { #expect(texts.contains(String(number))) }
    }

    @Test func nothingLeavesTheDrawing() throws {
        var layers = Self.figures(vision: 24, text: 12)
        layers.append(LayerFigure(name: "visual.proj", angle: 500, ratio: -2e8))
        layers.append(LayerFigure(name: "visual.conv1", angle: -3, ratio: 30))
        let columns = LayerColumns(layers, in: LayerChart.anglePanel)
        let panel = LayerChart.anglePanel
        #expect(columns.layers.allSatisfy { $0.x > panel.left && $0.x < panel.right })
        #expect(columns.columns.last.map { abs($0.right - panel.right) < 1e-9 } == true)
        let document = try XMLDocument(LayerChart(title: "t", layers: layers).svg)
        for place in document.elements("text").compactMap(Self.position) {
            #expect((0...LayerChart.whole.width).contains(place.x))
            #expect((0...LayerChart.whole.height).contains(place.y))
        }
        let notes = document.elements("text").map(\.text).filter { $0.contains("beyond") }
        #expect(notes == Array(repeating: "2 beyond the axis, drawn at its edge", count: 2))
    }

    @Test func longTitlesAreCut() throws {
        let title = String(repeating: "abc ", count: 90)
        let document = try XMLDocument(LayerChart(title: title, layers: []).svg)
        let heading = document.elements.first { $0.attributes["class"] == "heading" }
        #expect(heading?.text.count == 100 && heading?.text.last == "…")
        #expect(document.elements("title").first?.text == title)
    }

    @Test func legendsWrap() {
        let series = LayerKind.allCases.map { ($0.rawValue, $0.style) }
        let wide = Legend(series, at: Point(x: 0, y: 0), width: 1004)
        let narrow = Legend(series, at: Point(x: 0, y: 0), width: 300)
        #expect(wide.height == 20 && narrow.height > 20)
        #expect(Legend([], at: Point(x: 0, y: 0), width: 9).height == 0)
    }
}
