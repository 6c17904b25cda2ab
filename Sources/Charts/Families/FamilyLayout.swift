/// Where the parts of a chart of families are, which depends on the number of models and their names.
struct FamilyLayout {
    static let margin = 28.0
    private static let top = 76.0
    private static let treeWidth = 230.0

    /// The names as far as they have room, in the order of the rows.
    let names: [String]
    /// The side of a square.
    let side: Double
    let whole: Frame
    let tree: Frame
    let squares: Frame

    init(names: [String]) {
        let shown = names.map { Self.cut($0, to: 44) }
        let count = Double(max(names.count, 1))
        let side = min(max(620 / count, 14), 46)
        let nameWidth = shown.map { TextWidth($0, fontSize: 12).pixels }.max() ?? 0
        tree = Frame(
            left: Self.margin,
            top: Self.top,
            width: Self.treeWidth,
            height: side * count
        )
        squares = Frame(
            left: tree.right + 8,
            top: Self.top,
            width: side * count,
            height: side * count
        )
        let width = max(squares.right + 48 + nameWidth + Self.margin, 640)
        whole = Frame(left: 0, top: 0, width: width, height: squares.bottom + 66)
        (self.names, self.side) = (shown, side)
    }

    func middle(ofRow row: Int) -> Double { squares.top + side * (Double(row) + 0.5) }

    func square(_ row: Int, _ column: Int) -> Frame {
        Frame(
            left: squares.left + side * Double(column),
            top: squares.top + side * Double(row),
            width: side - 1,
            height: side - 1
        )
    }

    /// A heading as far as it has room.
    func cut(_ text: String) -> String { Self.cut(text, to: Int(whole.width / 10)) }

    func attributes(_ root: String) -> KeyValuePairs<String, String> {
        [
            "xmlns": "http://www.w3.org/2000/svg", "class": root, "role": "img",
            "width": whole.width.svg, "height": whole.height.svg,
            "viewBox": "0 0 \(whole.width.svg) \(whole.height.svg)",
        ]
    }

    private static func cut(_ text: String, to longest: Int) -> String {
        text.count > longest ? "…" + text.suffix(longest - 1) : text
    }
}
