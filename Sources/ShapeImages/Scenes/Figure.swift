/// A shape that is painted into an image.
struct Figure {
    let region: Region
    let placement: Placement
    let colours: ColourField

    /// The points of each pixel that are tested, in each direction.
    private static let pointsPerSide = 4
    private static let pointsPerPixel = pointsPerSide * pointsPerSide

    /// Paints the figure; pixels at its edge are mixed by the share that it covers.
    func paint(into canvas: inout Canvas) {
        for row in placement.rows {
            for column in placement.columns {
                let covered = coveredPoints(column: column, row: row)
                if covered == 0 { continue }
                let mixed =
                    canvas[column, row] &* (Self.pointsPerPixel - covered)
                    &+ colours[column, row] &* covered
                canvas[column, row] = mixed / Self.pointsPerPixel
            }
        }
    }

    private func coveredPoints(column: Int, row: Int) -> Int {
        let step = Placement.unitsPerPixel / Self.pointsPerSide
        var count = 0
        for down in 0..<Self.pointsPerSide {
            for across in 0..<Self.pointsPerSide {
                let point = Vector(
                    column * Placement.unitsPerPixel + across * step + step / 2,
                    row * Placement.unitsPerPixel + down * step + step / 2
                )
                guard placement.surrounds(point) else { continue }
                if region.contains(placement.local(point)) { count += 1 }
            }
        }
        return count
    }
}
