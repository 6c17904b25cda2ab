import Randomness

/// Where a shape lies in an image, how large it is and where it points.
///
/// One vector from the centre to the circle around the shape says both size and direction, so no
/// angle, and with it no rounding of sines, takes part.
struct Placement {
    /// The units in a pixel.
    static let unitsPerPixel = 8

    let centre: Vector
    /// From the centre to the point of the circle to which the shape points.
    let axis: Vector

    /// Draws a placement: directions and areas of the axis are equally likely.
    ///
    /// - Parameters:
    ///   - radii: The shortest and the longest axis, in units.
    ///   - margin: The least distance of the centre from the image's edges, in units.
    ///   - isUpright: Whether the shape points to the right, give or take 27 degrees.
    ///   - random: Where the numbers come from.
    init(
        radii: ClosedRange<Int>,
        margin: Int,
        isUpright: Bool,
        from random: inout RandomSequence
    ) {
        let places = margin...(ShapeImage.side * Self.unitsPerPixel - margin)
        centre = Vector(random.next(in: places), random.next(in: places))
        let steps = -radii.upperBound...radii.upperBound
        let squares = radii.lowerBound * radii.lowerBound...radii.upperBound * radii.upperBound
        var axis: Vector
        repeat {
            axis = Vector(random.next(in: steps), random.next(in: steps))
        } while !squares.contains(axis.dot(axis)) || isUpright && 2 * abs(axis.y) > axis.x
        self.axis = axis
    }

    /// A point of the image in the coordinates of the shape.
    func local(_ point: Vector) -> Vector {
        let way = point - centre
        let square = axis.dot(axis)
        return Vector(
            Shape.radius * way.dot(axis) / square,
            Shape.radius * axis.cross(way) / square
        )
    }

    /// Whether a point lies within the circle around the shape.
    func surrounds(_ point: Vector) -> Bool {
        let way = point - centre
        return way.dot(way) <= axis.dot(axis)
    }

    /// The columns in which the circle around the shape may lie.
    var columns: Range<Int> { pixels(around: centre.x) }

    /// The rows in which the circle around the shape may lie.
    var rows: Range<Int> { pixels(around: centre.y) }

    /// At least the pixels that the circle touches: its radius is at most the sum of the axis's
    /// parts.
    private func pixels(around middle: Int) -> Range<Int> {
        let radius = abs(axis.x) + abs(axis.y)
        let first = max(0, (middle - radius) / Self.unitsPerPixel)
        let last = min(ShapeImage.side - 1, (middle + radius) / Self.unitsPerPixel)
        return first..<last + 1
    }
}
