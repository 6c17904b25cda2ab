/// The stretch of the horizontal axis that belongs to one block, or to one end of a tower.
struct LayerColumn {
    let tower: NetworkTower
    let section: NetworkSection
    let left: Double
    let width: Double

    var right: Double { left + width }
    var middle: Double { left + width / 2 }

    /// Where the label stands: that of the input is the longest, and has room on the left only.
    var labelMiddle: Double { section == .input ? middle - 4 : middle }
}
