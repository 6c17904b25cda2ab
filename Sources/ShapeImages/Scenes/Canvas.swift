/// Red, green and blue; from 0 to 255 where they are stored, beyond it while they are computed.
typealias Colour = SIMD3<Int>

/// An image while it is drawn.
struct Canvas {
    private(set) var colours: [Colour]

    /// Begins with a field of colours.
    init(_ field: ColourField) {
        colours = (0..<ShapeImage.side * ShapeImage.side).map { position in
            field[position % ShapeImage.side, position / ShapeImage.side]
        }
    }

    /// Begins with an image.
    init(_ image: ShapeImage) {
        colours = stride(from: 0, to: image.pixels.count, by: 3).map { position in
            Colour(
                Int(image.pixels[position]),
                Int(image.pixels[position + 1]),
                Int(image.pixels[position + 2])
            )
        }
    }

    /// The colour of a pixel.
    subscript(column: Int, row: Int) -> Colour {
        get { colours[row * ShapeImage.side + column] }
        set { colours[row * ShapeImage.side + column] = newValue }
    }

    /// Replaces every colour by a function of it.
    mutating func map(_ transform: (Colour) -> Colour) {
        for position in colours.indices { colours[position] = transform(colours[position]) }
    }

    /// The pixels as they are stored: clamped to what a byte holds.
    var pixels: [UInt8] {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(colours.count * 3)
        for colour in colours {
            for channel in 0..<3 { pixels.append(UInt8(clamping: colour[channel])) }
        }
        return pixels
    }
}
