extension PixelImage {
    /// The image in red, green and blue, as Pillow's `convert("RGB")` makes it.
    ///
    /// Grey is repeated. Inks become light without a colour profile:
    /// `R = (255 - K) - round((255 - K)·C / 255)`, and G and B in the same way.
    ///
    /// - Complexity: O(pixels) time and memory; returns itself when it is RGB already.
    /// - Numerics: Integer arithmetic; the same bytes as Pillow's.
    public var inRGB: PixelImage {
        let converted: [UInt8]
        switch format {
        case .rgb: return self
        case .grey: converted = Self.repeating(pixels.span)
        case .cmyk: converted = Self.light(of: pixels.span)
        }
        return PixelImage(
            width: width,
            height: height,
            format: .rgb,
            pixels: converted,
            conversion: conversion
        )
    }

    private static func repeating(_ grey: Span<UInt8>) -> [UInt8] {
        var rgb = [UInt8](repeating: 0, count: 3 * grey.count)
        var target = rgb.mutableSpan
        for pixel in grey.indices {
            target[3 * pixel] = grey[pixel]
            target[3 * pixel + 1] = grey[pixel]
            target[3 * pixel + 2] = grey[pixel]
        }
        return rgb
    }

    private static func light(of inks: Span<UInt8>) -> [UInt8] {
        let count = inks.count / 4
        var rgb = [UInt8](repeating: 0, count: 3 * count)
        var target = rgb.mutableSpan
        for pixel in 0..<count {
            let white = 255 - Int32(inks[4 * pixel + 3])
            for channel in 0..<3 {
                let absorbed = productBy255(Int32(inks[4 * pixel + channel]), white)
                target[3 * pixel + channel] = UInt8(clamping: white - absorbed)
            }
        }
        return rgb
    }

    /// `round(a·b / 255)` without a division, exact for bytes.
    private static func productBy255(_ a: Int32, _ b: Int32) -> Int32 {
        let product = a * b + 128
        return ((product >> 8) + product) >> 8
    }
}
