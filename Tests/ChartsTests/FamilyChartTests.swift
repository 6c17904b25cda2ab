import Testing

@testable import Charts

@Suite("Charts of families")
struct FamilyChartTests {
    private let chart = FamilyChart(
        title: "Families <of> models",
        caption: "similarity of task vectors",
        names: ["a & b", "c", "d", "e"],
        families: [0, 1, 0, 1],
        similarities: [
            [1, 0.1, 0.8, -0.2], [0.1, 1, 0, 0.6], [0.8, 0, 1, 0.05], [-0.2, 0.6, 0.05, 1],
        ],
        joints: [
            .init(first: 0, second: 2, height: 0.2), .init(first: 1, second: 3, height: 0.4),
            .init(first: 0, second: 1, height: 1.0125),
        ]
    )

    @Test("branches do not cross: models stand in the order of the tree")
    func order() {
        let tree = FamilyTree(count: 4, joints: chart.joints)
        #expect(tree.order == [0, 2, 1, 3])
    }

    @Test("the document is well-formed, and has a square for each pair")
    func document() throws {
        let document = try XMLDocument(chart.svg)
        func count(_ style: String) -> Int {
            document.elements.count { $0.attributes["class"] == style }
        }
        #expect(count("pair") == 16 && count("branch") == 3)
        let texts = document.elements.map(\.text)
        #expect(texts.contains("a & b, d: 0.8000") && texts.contains("Families <of> models"))
        #expect(texts.contains { $0.contains("4 models in 2 families") })
        #expect(chart.svg == chart.svg)
    }

    @Test("light and dark: colours come from the style sheet, numbers suit their ground")
    func colours() {
        let svg = chart.svg
        #expect(svg.contains("prefers-color-scheme: dark"))
        #expect(svg.contains("class=\"on-strong\"") && svg.contains("class=\"on-weak\""))
    }
}
