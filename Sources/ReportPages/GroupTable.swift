internal import Charts
internal import MergeEngine
internal import TextFormats

/// A table of groups of layers: of one report with all figures, or of several with the one figure that tells
/// them apart, side by side.
struct GroupTable {
    private let heading: [String]
    private let rows: [(name: String, cells: [LayerCell])]

    /// The groups of one report.
    init(_ groups: [LayerGroup], called name: String) {
        let columns: [(title: String, has: Bool, cell: (LayerGroup) -> LayerCell)] = [
            ("layers", true, { LayerCell(count: $0.layers) }),
            ("elements", true, { LayerCell(count: $0.elements) }),
            ("norms", groups.contains { $0.norms != nil }, { LayerCell(norms: $0.norms) }),
            ("angle", groups.contains { $0.angle != nil }, { LayerCell($0.angle, places: 2) }),
            ("cosine", groups.contains { $0.cosine != nil }, { LayerCell($0.cosine, places: 4) }),
            ("t", groups.contains { $0.t != nil }, { LayerCell($0.t, places: 4) }),
            (
                "sparsity", groups.contains { $0.sparsity != nil },
                { LayerCell($0.sparsity, places: 4) }
            ),
            (
                "signs agree", groups.contains { $0.signAgreement != nil },
                { LayerCell($0.signAgreement, places: 4) }
            ),
        ].filter(\.has)
        heading = [name] + columns.map(\.title)
        rows = groups.map { group in (group.name, columns.map { $0.cell(group) }) }
    }

    /// A figure of several reports' groups, a column for each report.
    init(
        _ reports: [(name: String, groups: [LayerGroup])],
        called name: String,
        _ figure: (LayerGroup) -> Double?,
        places: Int
    ) {
        heading = [name] + reports.map(\.name)
        var names: [String] = []
        for group in reports.flatMap(\.groups) where !names.containsExactly(group.name) {
            names.append(group.name)
        }
        rows = names.map { name in
            let cells = reports.map { report in
                LayerCell(
                    report.groups.first { $0.name.isExactly(name) }.flatMap(figure),
                    places: places
                )
            }
            return (name, cells)
        }
    }

    /// The table, which scrolls where it is wider than the page.
    var html: String {
        let head = heading.enumerated().map { place, title in
            let kind = place == 0 ? "" : " class=\"number\""
            return "<th scope=\"col\"\(kind)>\(XMLText(title).escaped)</th>"
        }.joined()
        let body = rows.map { name, cells in
            "<tr><th scope=\"row\">\(XMLText(name).escaped)</th>" + cells.map(\.html).joined()
                + "</tr>"
        }
        return """
            <div class="wide">
            <table class="groups">
            <thead><tr>\(head)</tr></thead>
            <tbody>
            \(body.joined(separator: "\n"))
            </tbody>
            </table>
            </div>
            """
    }
}
