/// Finds places for labels next to points where they cover neither points, nor lines, nor each other.
struct LabelLayout {
    private let frame: Frame
    private var taken: [Frame]

    private var labelled: [(text: String, point: Point)] = []

    /// - Parameters:
    ///   - frame: Where labels may be.
    ///   - points: The middles of all markers.
    ///   - lines: The corners of the lines between them.
    init(within frame: Frame, avoiding points: [Point], lines: [[Point]]) {
        self.frame = frame
        let dots = lines.flatMap { line in
            zip(line, line.dropFirst()).flatMap { $0.dots(to: $1, spacing: Self.dotSize) }
        }
        taken =
            points.map { Self.square(around: $0, size: Self.markerSize) }
            + dots.map { Self.square(around: $0, size: Self.dotSize) }
    }

    private static func square(around point: Point, size: Double) -> Frame {
        Frame(left: point.x - size / 2, top: point.y - size / 2, width: size, height: size)
    }

    /// The label; nil where every place next to the point is taken, or where the same label is
    /// there already.
    mutating func add(_ text: String, beside point: Point) -> SVGElement? {
        guard !labelled.contains(where: { $0 == (text, point) }) else { return nil }
        labelled.append((text, point))
        let width = TextWidth(text, fontSize: 11).pixels
        let free = Self.candidates(point, width: width).first { candidate in
            isInside(candidate) && !taken.contains { $0.overlaps(candidate) }
        }
        guard let free else { return nil }
        taken.append(free)
        let place = Point(x: free.left, y: free.bottom - 3)
        return .text(text, at: place, class: "label", anchor: .start)
    }

    /// Right, left, above, below and the corners, in the order of preference.
    private static func candidates(_ point: Point, width: Double) -> [Frame] {
        let (right, left) = (point.x + gap, point.x - gap - width)
        let middle = point.x - width / 2
        let (level, above, below) = (point.y - height / 2, point.y - gap - height, point.y + gap)
        let corners = [
            (right, level), (left, level), (middle, above), (middle, below), (right, above),
            (right, below), (left, above), (left, below),
        ]
        return corners.map { Frame(left: $0.0, top: $0.1, width: width, height: height) }
    }

    private func isInside(_ label: Frame) -> Bool {
        label.left >= frame.left && label.right <= frame.right && label.top >= frame.top
            && label.bottom <= frame.bottom
    }

    private static let height = 13.0
    private static let markerSize = 10.0
    /// Lines count as rows of dots.
    private static let dotSize = 2.0
    /// The pixels between a point and its label.
    private static let gap = 7.0
}

extension Point {
    /// Points on the way to another.
    fileprivate func dots(to end: Point, spacing: Double) -> [Point] {
        let count = max(abs(end.x - x), abs(end.y - y)) / spacing
        return stride(from: 0, through: count, by: 1).map { step in
            let fraction = count > 0 ? step / count : 0
            return Point(x: x + fraction * (end.x - x), y: y + fraction * (end.y - y))
        }
    }
}

extension Frame {
    /// Whether two rectangles share more than an edge.
    func overlaps(_ other: Frame) -> Bool {
        left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
}
