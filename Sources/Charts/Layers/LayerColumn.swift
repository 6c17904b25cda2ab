internal import CLIPModels

/// The stretch of the horizontal axis that belongs to one block, or to one end of a tower.
struct LayerColumn {
    let tower: TensorPlace.Tower
    let section: TensorPlace.Section
    let left: Double
    let width: Double

    var right: Double { left + width }
    var middle: Double { left + width / 2 }

    /// Where the label stands: that of the input is the longest, and has room on the left only.
    var labelMiddle: Double { section == .input ? middle - 4 : middle }
}

extension TensorPlace.Section {
    /// The label below the axis.
    var label: String {
        switch self {
        case .input: "embed"
        case .block(let number): String(number)
        case .output: "out"
        case .unknown: "other"
        }
    }
}
