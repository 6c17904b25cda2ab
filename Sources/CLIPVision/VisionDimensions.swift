/// The sizes of a vision tower.
public struct VisionDimensions: Sendable, Hashable {
    /// The width d of a token.
    public var width: Int
    /// The number of blocks.
    public var blockCount: Int
    /// The number of attention heads.
    public var headCount: Int
    /// The side of a patch, in pixels.
    public var patchSize: Int
    /// The patches along a side of the image.
    public var gridSize: Int
    /// The width of the perceptrons' hidden layers.
    public var hiddenWidth: Int
    /// The number of features.
    public var outputWidth: Int

    /// The side of the image, in pixels.
    public var imageSize: Int { patchSize * gridSize }
    /// The patches, and the class token before them.
    public var tokenCount: Int { gridSize * gridSize + 1 }
    /// The width of a head.
    public var headWidth: Int { width / headCount }
    /// The bytes of an image's pixels.
    public var pixelByteCount: Int { imageSize * imageSize * 3 }
    /// The numbers in a patch.
    var patchLength: Int { patchSize * patchSize * 3 }

    /// The images that go through the tower together, a power of two: about 400 tokens are enough
    /// for products of matrices at nearly full speed.
    ///
    /// It depends on the model alone, so that every product has the same extents whatever the batch.
    public var groupSize: Int {
        var size = 1
        while 2 * size * tokenCount <= 512 { size *= 2 }
        return size
    }
}
