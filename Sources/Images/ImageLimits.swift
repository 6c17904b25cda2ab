/// What an image may take at most; checked before anything is allocated for its pixels.
public struct ImageLimits: Sendable, Equatable {
    /// The largest width or height.
    public var maximumSide: Int
    /// The largest product of width and height.
    public var maximumPixelCount: Int

    /// Creates limits.
    public init(maximumSide: Int, maximumPixelCount: Int) {
        self.maximumSide = maximumSide
        self.maximumPixelCount = maximumPixelCount
    }

    /// Sides of what JPEG can hold, and 67 million pixels: 200 MB of decoded RGB.
    public static let standard = ImageLimits(maximumSide: 65_535, maximumPixelCount: 1 << 26)

    /// Throws `tooLarge` when an image of these sides is beyond the limits.
    package func check(width: Int, height: Int) throws(ImageError) {
        guard width > 0, height > 0 else {
            throw ImageError(.malformed, "the image has no pixels (\(width) x \(height))")
        }
        let isWithin =
            max(width, height) <= maximumSide && width <= maximumPixelCount / height
        guard isWithin else {
            throw ImageError(
                .tooLarge,
                "the image has \(width) x \(height) pixels; at most \(maximumSide) to a side and "
                    + "\(maximumPixelCount) in all are decoded"
            )
        }
    }
}
