/// The shapes by which series are told apart without colour.
enum MarkerShape: CaseIterable {
    case circle, square, triangle, diamond, invertedTriangle, pentagon, cross

    /// Path data of the shape around a point; all shapes look about equally large.
    func path(at centre: Point, radius: Double) -> String {
        switch self {
        case .circle: Self.circle(centre, radius)
        case .cross: Self.cross(centre, radius)
        default: Self.polygon(corners.map { $0.times(radius).plus(centre) })
        }
    }

    /// The corners around the origin for a circle of radius 1.
    private var corners: [Point] {
        switch self {
        case .square: Self.points((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9))
        case .triangle: Self.points((0, -1.25), (1.15, 0.8), (-1.15, 0.8))
        case .diamond: Self.points((0, -1.35), (1.2, 0), (0, 1.35), (-1.2, 0))
        case .invertedTriangle: Self.points((0, 1.25), (1.15, -0.8), (-1.15, -0.8))
        case .pentagon:
            Self.points((0, -1.15), (1.1, -0.36), (0.68, 0.93), (-0.68, 0.93), (-1.1, -0.36))
        case .circle, .cross: []
        }
    }

    private static func points(_ pairs: (Double, Double)...) -> [Point] {
        pairs.map { Point(x: $0.0, y: $0.1) }
    }

    private static func polygon(_ points: [Point]) -> String {
        let pairs = points.map { "\($0.x.svg) \($0.y.svg)" }
        return "M" + pairs.joined(separator: "L") + "Z"
    }

    private static func circle(_ centre: Point, _ radius: Double) -> String {
        let arc = "a\(radius.svg) \(radius.svg) 0 1 0"
        let diameter = (2 * radius).svg
        let start = "M\((centre.x - radius).svg) \(centre.y.svg)"
        return start + "\(arc) \(diameter) 0\(arc) -\(diameter) 0Z"
    }

    private static func cross(_ centre: Point, _ radius: Double) -> String {
        let length = (2 * radius).svg
        let left = (centre.x - radius).svg
        let top = (centre.y - radius).svg
        let bottom = (centre.y + radius).svg
        return "M\(left) \(top)l\(length) \(length)M\(left) \(bottom)l\(length) -\(length)"
    }
}

extension Point {
    fileprivate func times(_ factor: Double) -> Point { Point(x: x * factor, y: y * factor) }

    fileprivate func plus(_ other: Point) -> Point { Point(x: x + other.x, y: y + other.y) }
}
