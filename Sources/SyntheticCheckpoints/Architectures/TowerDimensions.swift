/// The sizes of one transformer.
struct TowerDimensions {
    let width: Int
    let blockCount: Int

    /// The width of the layer between the two matrices of a block's MLP.
    var hiddenWidth: Int { 4 * width }

    /// The number of attention heads, each of which is 64 wide in every CLIP listed here.
    var headCount: Int { width / 64 }
}
