/// A position on the drawing, in pixels from the upper left corner.
struct Point: Equatable {
    let x: Double
    let y: Double
}
