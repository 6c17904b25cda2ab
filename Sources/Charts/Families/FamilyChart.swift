/// A chart of models in families: the tree by which they come together, and the similarity of each pair.
///
/// The chart is a self-contained SVG document that suits light and dark pages. On the left the tree of
/// average linkage, which gives the order of the models; to its right a square for each pair, stronger in
/// colour where the two are more alike.
package struct FamilyChart: Sendable {
    /// Two branches of the tree that come together.
    ///
    /// A branch is known by its lowest model.
    package struct Joint: Sendable {
        /// The branch that goes on.
        package let first: Int
        /// The branch that ends.
        package let second: Int
        /// The distance at which they meet.
        package let height: Double

        /// Describes a joint.
        package init(first: Int, second: Int, height: Double) {
            (self.first, self.second, self.height) = (first, second, height)
        }
    }

    /// The heading.
    package let title: String
    /// What a square shows.
    package let caption: String
    /// The models' names.
    package let names: [String]
    /// The number of each model's family, from 0.
    package let families: [Int]
    /// The similarity of each pair, at most 1.
    package let similarities: [[Double]]
    /// The joints of the tree, lowest first; one less than models.
    package let joints: [Joint]

    /// Describes a chart.
    ///
    /// - Precondition: Names, families and similarities are as many.
    package init(
        title: String,
        caption: String,
        names: [String],
        families: [Int],
        similarities: [[Double]],
        joints: [Joint]
    ) {
        precondition(names.count == families.count, "names and families differ in count")
        precondition(names.count == similarities.count, "names and similarities differ in count")
        (self.title, self.caption, self.names) = (title, caption, names)
        (self.families, self.similarities, self.joints) = (families, similarities, joints)
    }

    /// The chart as an SVG document.
    ///
    /// The same chart gives the same text.
    ///
    /// - Complexity: O(n^2) for n models; about 150 bytes for a pair.
    package var svg: String {
        let tree = FamilyTree(count: names.count, joints: joints)
        let layout = FamilyLayout(names: tree.order.map { names[$0] })
        let styles = families.map(Self.style)
        var root = SVGElement("svg", layout.attributes(Self.rootClass))
        root.append(SVGElement("title", text: title))
        root.append(SVGElement("desc", text: description))
        root.append(SVGElement("style", text: Self.styleSheet))
        root.append(.rectangle(layout.whole, class: "surface"))
        root.append(heading(layout))
        root.append(tree.elements(layout))
        root.append(SimilaritySquares(similarities, tree.order, names).elements(layout))
        root.append(rows(layout, tree.order, styles))
        return root.rendered
    }
}

extension FamilyChart {
    private static let rootClass = "stockpot-chart"

    /// Beyond the square's own, the colours of families.
    private static var styleSheet: String {
        StyleSheet(root: rootClass, series: palette).text + "\n"
            + SimilaritySquares.rules(rootClass)
    }

    private static let palette: [SeriesStyle] = {
        let colours: [ChartColour] = [
            .blue, .vermilion, .green, .purple, .ochre, .cyan, .brown, .violet, .olive, .grey,
        ]
        return colours.enumerated().map { number, colour in
            let shapes = MarkerShape.allCases
            return SeriesStyle(title: "", colour: colour, shape: shapes[number % shapes.count])
        }
    }()

    private static func style(_ family: Int) -> Int { family % palette.count }

    private func heading(_ layout: FamilyLayout) -> SVGElement {
        let left = FamilyLayout.margin
        return SVGElement(
            "g",
            children: [
                .text(
                    layout.cut(title),
                    at: Point(x: left, y: 30),
                    class: "heading",
                    anchor: .start
                ),
                .text(caption, at: Point(x: left, y: 52), class: "legend", anchor: .start),
            ]
        )
    }

    /// The names, each with the marker and the number of its family.
    private func rows(_ layout: FamilyLayout, _ order: [Int], _ styles: [Int]) -> [SVGElement] {
        order.enumerated().flatMap { row, model in
            let y = layout.middle(ofRow: row)
            let x = layout.squares.right + 16
            let marker = Self.palette[styles[model]].marker(
                at: Point(x: x, y: y),
                series: styles[model],
                tooltip: "\(names[model]): family \(families[model] + 1)"
            )
            let number = SVGElement.text(
                "\(families[model] + 1)",
                at: Point(x: x + 17, y: y + 4),
                class: "label"
            )
            let name = SVGElement.text(
                layout.names[row],
                at: Point(x: x + 32, y: y + 4),
                class: "legend",
                anchor: .start
            )
            return [marker, number, name]
        }
    }

    private var description: String {
        let count = Set(families).count
        return
            "\(names.count) models in \(count) \(count == 1 ? "family" : "families"). \(caption). "
            + "Left: the tree by which they come together. Right: the similarity of each pair."
    }
}
