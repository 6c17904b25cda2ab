import Randomness

/// Colours that change smoothly over the image, between random ones on a grid of points.
struct ColourField {
    /// The pixels between two points of the grid.
    private static let cell = 8
    private static let pointsPerSide = ShapeImage.side / cell + 1

    private let points: [Colour]

    /// Draws a field around a colour; each point's channels differ from it by at most `variation`.
    init(around colour: Colour, variation: Int, from random: inout RandomSequence) {
        points = (0..<Self.pointsPerSide * Self.pointsPerSide).map { _ in
            colour &+ random.colour(in: -variation...variation)
        }
    }

    /// The colour of a pixel, bilinear between the four points around it.
    subscript(column: Int, row: Int) -> Colour {
        let (left, across) = column.quotientAndRemainder(dividingBy: Self.cell)
        let (top, down) = row.quotientAndRemainder(dividingBy: Self.cell)
        let first = top * Self.pointsPerSide + left
        let upper = points[first] &* (Self.cell - across) &+ points[first + 1] &* across
        let second = first + Self.pointsPerSide
        let lower = points[second] &* (Self.cell - across) &+ points[second + 1] &* across
        return (upper &* (Self.cell - down) &+ lower &* down) / (Self.cell * Self.cell)
    }
}

extension RandomSequence {
    /// The next colour, each channel from a range.
    mutating func colour(in range: ClosedRange<Int>) -> Colour {
        let red = next(in: range)
        let green = next(in: range)
        return Colour(red, green, next(in: range))
    }
}
