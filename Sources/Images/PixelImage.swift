/// A decoded image: rows from top to bottom, pixels from left to right, channels interleaved.
public struct PixelImage: Sendable, Equatable {
    /// The number of pixels in a row.
    public let width: Int
    /// The number of rows.
    public let height: Int
    /// What the channels mean.
    public let format: PixelFormat
    /// `height` rows of `width` pixels of `format.channelCount` bytes each.
    public let pixels: [UInt8]
    /// How the file's pixels were brought to this format, where they had another.
    public let conversion: SourceConversion?

    /// Joins pixels and what is known of them.
    ///
    /// - Precondition: The number of bytes fits the sides and the format.
    public init(
        width: Int,
        height: Int,
        format: PixelFormat,
        pixels: [UInt8],
        conversion: SourceConversion? = nil
    ) {
        precondition(
            pixels.count == width * height * format.channelCount,
            "\(pixels.count) bytes are not \(width) x \(height) pixels"
        )
        self.width = width
        self.height = height
        self.format = format
        self.pixels = pixels
        self.conversion = conversion
    }
}

extension PixelImage {
    /// The image without its outermost pixels on all four sides.
    ///
    /// - Precondition: Something is left of it.
    /// - Complexity: O(pixels) time and memory.
    public func removingBorder(of border: Int) -> PixelImage {
        precondition(
            border >= 0 && min(width, height) > 2 * border,
            "an image of \(width) x \(height) pixels has no border of \(border)"
        )
        let (columns, rows) = (border..<width - border, border..<height - border)
        return PixelImage(
            width: columns.count,
            height: rows.count,
            format: format,
            pixels: cut(columns: columns, rows: rows),
            conversion: conversion
        )
    }

    /// The image within a larger one.
    ///
    /// - Parameters:
    ///   - width: The width of the larger image.
    ///   - height: Its height.
    ///   - left: The columns before the image.
    ///   - top: The rows above the image.
    ///   - fill: The value of every channel around it.
    /// - Returns: The larger image.
    /// - Precondition: The image lies within the larger one.
    /// - Complexity: O(pixels) time and memory.
    public func padded(
        width: Int,
        height: Int,
        left: Int,
        top: Int,
        fill: UInt8
    ) -> PixelImage {
        if (width, height) == (self.width, self.height) { return self }
        precondition(
            left >= 0 && top >= 0 && left + self.width <= width && top + self.height <= height,
            "an image of \(self.width) x \(self.height) pixels does not fit"
        )
        let channels = format.channelCount
        var larger = [UInt8](repeating: fill, count: width * height * channels)
        for row in 0..<self.height {
            let (source, target) = (row * self.width, (top + row) * width + left)
            larger.replaceSubrange(
                target * channels..<(target + self.width) * channels,
                with: pixels[source * channels..<(source + self.width) * channels]
            )
        }
        return PixelImage(
            width: width,
            height: height,
            format: format,
            pixels: larger,
            conversion: conversion
        )
    }

    /// The bytes of a part.
    func cut(columns: Range<Int>, rows: Range<Int>) -> [UInt8] {
        let channels = format.channelCount
        var part: [UInt8] = []
        part.reserveCapacity(rows.count * columns.count * channels)
        for row in rows {
            let left = (row * width + columns.lowerBound) * channels
            part += pixels[left..<left + columns.count * channels]
        }
        return part
    }
}
