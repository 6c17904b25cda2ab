/// A rectangle on the drawing, in pixels.
struct Frame: Equatable {
    let left: Double
    let top: Double
    let width: Double
    let height: Double

    var right: Double { left + width }
    var bottom: Double { top + height }
    var middle: Point { Point(x: left + width / 2, y: top + height / 2) }
}

/// A position on the drawing, in pixels from the upper left corner.
struct Point: Equatable {
    let x: Double
    let y: Double
}
