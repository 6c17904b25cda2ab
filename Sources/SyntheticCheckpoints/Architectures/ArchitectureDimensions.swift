/// The sizes of a whole CLIP.
struct ArchitectureDimensions {
    let imageSize: Int
    let patchSize: Int
    let vision: TowerDimensions
    let text: TowerDimensions
    /// The width of the space in which images and texts meet.
    let projectionWidth: Int
    let vocabularySize: Int
    let contextLength: Int

    /// The rows of the vision tower's positional embedding: the patches and the class token.
    var imageTokenCount: Int {
        let side = imageSize / patchSize
        return side * side + 1
    }
}

extension ArchitectureDimensions {
    static let tiny = ArchitectureDimensions(
        imageSize: 32,
        patchSize: 8,
        vision: TowerDimensions(width: 64, blockCount: 2),
        text: TowerDimensions(width: 64, blockCount: 2),
        projectionWidth: 64,
        vocabularySize: 256,
        contextLength: 16
    )

    static func base(patchSize: Int) -> ArchitectureDimensions {
        ArchitectureDimensions(
            imageSize: 224,
            patchSize: patchSize,
            vision: TowerDimensions(width: 768, blockCount: 12),
            text: TowerDimensions(width: 512, blockCount: 12),
            projectionWidth: 512,
            vocabularySize: 49408,
            contextLength: 77
        )
    }

    static let large = ArchitectureDimensions(
        imageSize: 224,
        patchSize: 14,
        vision: TowerDimensions(width: 1024, blockCount: 24),
        text: TowerDimensions(width: 768, blockCount: 12),
        projectionWidth: 768,
        vocabularySize: 49408,
        contextLength: 77
    )
}

/// The sizes of one transformer.
struct TowerDimensions {
    let width: Int
    let blockCount: Int

    /// The width of the layer between the two matrices of a block's MLP.
    var hiddenWidth: Int { 4 * width }

    /// The number of attention heads, each of which is 64 wide in every CLIP listed here.
    var headCount: Int { width / 64 }
}
