public import CLIPModels
public import Images

extension ImageGeometry {
    /// The number of bytes of a result.
    public var byteCount: Int { 3 * side * side }

    /// The pixels of an image as the model takes them.
    ///
    /// - Returns: `side` rows of `side` pixels of red, green and blue.
    /// - Throws: `ImageError.tooLarge` when the image is so narrow that its resized length would
    ///   not fit the limits; `unsupported` when it has another size than the model takes, and
    ///   nothing is cut out.
    /// - Complexity: O(needed input pixels) time; memory for the rows between the two passes.
    /// - Numerics: The same bytes as Pillow's `resize`, `crop`, `expand` and `convert` give.
    public func pixels(of image: PixelImage) throws(ImageError) -> [UInt8] {
        let (width, height) = resizedSides(width: image.width, height: image.height)
        try ImageLimits.standard.check(width: width, height: height)
        guard crops || width == side && height == side else {
            throw ImageError(
                .unsupported,
                "has \(width) x \(height) pixels after resizing; the model takes \(side) x \(side), "
                    + "and its preprocessing does not crop"
            )
        }
        let left = convention.offset(length: width, cropped: side)
        let top = convention.offset(length: height, cropped: side)
        let source = convention == .huggingface ? image.inRGB : image
        let part = source.resized(
            width: width,
            height: height,
            interpolation.filter,
            columns: (left..<left + side).clamped(to: 0..<width),
            rows: (top..<top + side).clamped(to: 0..<height)
        )
        let whole = part.padded(
            width: side,
            height: side,
            left: max(-left, 0),
            top: max(-top, 0),
            fill: fill
        )
        return whole.inRGB.pixels
    }

    /// The sides of an image after resizing and before cropping.
    ///
    /// - Numerics: In Double, as Python's `int(length * longer / shorter)` for the shortest side
    ///   and `round(side / ratio)` for the longest are.
    func resizedSides(width: Int, height: Int) -> (width: Int, height: Int) {
        switch resize {
        case nil: return (width, height)
        case .squash(let length): return (length, length)
        case .shortest(let length):
            let (shorter, longer) = (min(width, height), max(width, height))
            let resized = Int(Double(length * longer) / Double(shorter))
            return width <= height ? (length, resized) : (resized, length)
        case .longest(let length):
            let ratio = Double(max(width, height)) / Double(length)
            func resized(_ side: Int) -> Int {
                Int((Double(side) / ratio).rounded(.toNearestOrEven))
            }
            return (resized(width), resized(height))
        }
    }
}

extension Interpolation {
    var filter: ResamplingFilter { self == .bicubic ? .bicubic : .bilinear }
}
