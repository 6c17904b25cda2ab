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
        let channels = format.channelCount
        let (columns, rows) = (border..<width - border, border..<height - border)
        var inner: [UInt8] = []
        inner.reserveCapacity(columns.count * rows.count * channels)
        for row in rows {
            let start = row * width
            let left = (start + columns.lowerBound) * channels
            inner += pixels[left..<left + columns.count * channels]
        }
        return PixelImage(
            width: columns.count,
            height: rows.count,
            format: format,
            pixels: inner,
            conversion: conversion
        )
    }
}
