internal import Charts
internal import MergeEngine

/// The table of all layers.
struct LayerTable {
    private let layers: [LayerReport]

    init(_ layers: [LayerReport]) { self.layers = layers }

    var html: String {
        """
        <div class="wide">
        <table class="layers">
        <thead><tr>\(columns.map(\.heading).joined())</tr></thead>
        <tbody>
        \(layers.enumerated().map(row).joined(separator: "\n"))
        </tbody>
        </table>
        </div>
        """
    }

    private func row(_ position: Int, _ layer: LayerReport) -> String {
        "<tr>" + columns.map { $0.cell(layer, position).html }.joined() + "</tr>"
    }

    /// The columns in which some layer has something.
    private var columns: [Column] {
        Column.allCases.filter { column in
            switch column {
            case .norms: layers.contains { $0.norms != nil }
            case .angle, .cosine: layers.contains { $0.angle != nil }
            case .ratio: layers.contains { $0.t != nil }
            case .sparsity: layers.contains { $0.sparsity != nil }
            case .signs: layers.contains { $0.signAgreement != nil }
            case .sources: layers.contains { $0.sources != nil }
            case .number, .layer, .shape, .elements, .rule: true
            }
        }
    }

    private enum Column: String, CaseIterable {
        case number = "#"
        case layer, shape, elements, rule, norms, angle, cosine
        case ratio = "t"
        case sparsity
        case signs = "signs agree"
        case sources = "from"

        var heading: String {
            "<th aria-sort=\"none\"><button type=\"button\">\(rawValue)</button></th>"
        }

        /// The names of checkpoints, and of their tensors where these have other names.
        private static func text(_ sources: [LayerSource], asIn layer: String) -> String {
            sources.map { source in
                let name = ModelName.of(source.checkpoint)
                return source.tensor == layer ? name : "\(name): \(source.tensor)"
            }.joined(separator: ", ")
        }

        func cell(_ layer: LayerReport, _ position: Int) -> LayerCell {
            switch self {
            case .number: LayerCell(Double(position + 1), places: 0)
            case .layer: LayerCell(text: layer.name)
            case .shape:
                LayerCell(text: layer.shape.map { GroupedNumber($0).text }.joined(separator: " × "))
            case .elements: LayerCell(count: layer.elements)
            case .rule:
                LayerCell(
                    text: layer.rule + (layer.rows.map { ", \(GroupedNumber($0).text) rows" } ?? "")
                )
            case .norms: LayerCell(norms: layer.norms)
            case .angle: LayerCell(layer.angle, places: 2)
            case .cosine: LayerCell(layer.cosine, places: 4)
            case .ratio: LayerCell(layer.t, places: 4)
            case .sparsity: LayerCell(layer.sparsity, places: 4)
            case .signs: LayerCell(layer.signAgreement, places: 4)
            case .sources: LayerCell(text: Self.text(layer.sources ?? [], asIn: layer.name))
            }
        }
    }
}

/// A cell: what it shows, and the number by which it sorts, where it is one.
struct LayerCell {
    private let text: String
    private let value: Double?
    private let isNumber: Bool

    init(text: String) {
        self.text = text
        value = nil
        isNumber = false
    }

    /// A number, or an empty cell where there is none.
    init(_ value: Double?, places: Int) {
        text = value.map { DecimalText($0, places: places).text } ?? ""
        self.value = value
        isNumber = true
    }

    /// A number of things.
    init(count: Int) {
        text = GroupedNumber(count).text
        value = Double(count)
        isNumber = true
    }

    /// Lengths, which sort by their mean.
    init(norms: [Double]?) {
        text = norms.map { $0.map(Self.short).joined(separator: " ") } ?? ""
        value = norms.map { $0.reduce(0, +) / Double(max($0.count, 1)) }
        isNumber = true
    }

    var html: String {
        let order = value.map { " data-value=\"\($0)\"" } ?? ""
        return "<td\(isNumber ? " class=\"number\"" : "")\(order)>\(XMLText(text).escaped)</td>"
    }

    /// Enough digits for lengths of any usual size.
    private static func short(_ norm: Double) -> String {
        DecimalText(norm, places: norm < 1 ? 5 : 3).text
    }
}

/// A whole number with its thousands apart.
struct GroupedNumber {
    let text: String

    init(_ number: Int) {
        let digits = Array(String(number.magnitude))
        let groups = stride(from: digits.count, to: 0, by: -3).map { end in
            String(digits[max(0, end - 3)..<end])
        }
        text = (number < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
    }
}
