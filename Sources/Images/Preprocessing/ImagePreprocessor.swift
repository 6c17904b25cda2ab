/// Turns an image into the square of pixels that a CLIP model takes.
///
/// The shorter side is resized to the model's, the longer to `trunc(side · longer / shorter)`;
/// the centre is cut out; the result is RGB.
public struct ImagePreprocessor: Sendable, Hashable {
    /// The width and height of the result.
    public let side: Int
    /// Where it is cropped, and when it becomes RGB.
    public let convention: PreprocessingConvention

    /// Creates a preprocessor.
    ///
    /// - Precondition: `side` is positive.
    public init(side: Int, convention: PreprocessingConvention = .torchvision) {
        precondition(side > 0, "an image has at least one pixel")
        self.side = side
        self.convention = convention
    }

    /// The number of bytes of a result.
    public var byteCount: Int { 3 * side * side }

    /// The pixels of an image as the model takes them.
    ///
    /// - Returns: `side` rows of `side` pixels of red, green and blue.
    /// - Throws: `ImageError.tooLarge` when the image is so narrow that its resized length would
    ///   not fit the limits.
    /// - Complexity: O(needed input pixels) time; memory for the rows between the two passes.
    /// - Numerics: The same bytes as Pillow's `resize`, `crop` and `convert` give.
    public func pixels(of image: PixelImage) throws(ImageError) -> [UInt8] {
        let (width, height) = resizedSides(width: image.width, height: image.height)
        try ImageLimits.standard.check(width: width, height: height)
        let left = convention.offset(length: width, cropped: side)
        let top = convention.offset(length: height, cropped: side)
        let request = BicubicResampler.Request(
            width: width,
            height: height,
            columns: left..<left + side,
            rows: top..<top + side
        )
        let source = convention.convertsFirst ? image.inRGB : image
        return BicubicResampler.resize(source, request).inRGB.pixels
    }

    /// The sides of an image after resizing and before cropping.
    ///
    /// - Numerics: The quotient is rounded to Double and then truncated, as Python's
    ///   `int(side * longer / shorter)` is.
    public func resizedSides(width: Int, height: Int) -> (width: Int, height: Int) {
        let (shorter, longer) = (min(width, height), max(width, height))
        let resized = Int(Double(side * longer) / Double(shorter))
        return width <= height ? (side, resized) : (resized, side)
    }
}
