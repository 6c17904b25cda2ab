internal import Images

/// Images in a fixed order, decoded on request by any thread.
protocol ImageSource: Sendable {
    /// The number of images.
    var count: Int { get }

    /// The label of an image, as the data set counts its classes.
    func label(at index: Int) -> Int

    /// What messages call an image.
    func name(at index: Int) -> String

    /// Reads and decodes an image.
    ///
    /// - Throws: `ImageError`, or `CheckpointError` when its file cannot be read.
    func image(at index: Int) throws -> PixelImage
}
