import Images

/// A JPEG image of up to a quarter of a million pixels; one that is taken has all of them.
func examine(_ input: [UInt8]) throws {
    guard input.starts(with: [0xFF, 0xD8, 0xFF]) else { return }
    let limits = ImageLimits(maximumSide: 4096, maximumPixelCount: 1 << 18)
    let image = try ImageDecoder(limits: limits).decode(input, path: "x.jpg")
    require(image.width * image.height <= limits.maximumPixelCount, "more pixels than allowed")
    require(image.inRGB.pixels.count == 3 * image.width * image.height, "pixels are missing")
}
