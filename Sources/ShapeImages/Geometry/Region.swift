/// A part of the plane, decided point by point in whole numbers.
indirect enum Region: Sendable {
    /// The points at most `radius` from the centre.
    case disc(Vector, radius: Int)
    /// The points inside a closed line, by the even-odd rule.
    case polygon([Vector])
    /// The points of the first that are not in the second.
    case difference(Region, Region)

    /// Whether a point belongs to the region.
    ///
    /// - Complexity: O(corners).
    func contains(_ point: Vector) -> Bool {
        switch self {
        case .disc(let centre, let radius):
            let way = point - centre
            return way.dot(way) <= radius * radius
        case .polygon(let corners): return Self.polygon(corners, contains: point)
        case .difference(let whole, let hole):
            return whole.contains(point) && !hole.contains(point)
        }
    }

    /// Counts the edges that a ray from the point to the right crosses.
    private static func polygon(_ corners: [Vector], contains point: Vector) -> Bool {
        var isInside = false
        guard var start = corners.last else { return false }
        for end in corners {
            if (start.y > point.y) != (end.y > point.y) {
                let side = (end - start).cross(point - start)
                if (side > 0) == (end.y > start.y) { isInside.toggle() }
            }
            start = end
        }
        return isInside
    }
}
