extension Region {
    static let shapeDisc = disc(origin, radius: 850)

    static let ring = difference(disc(origin, radius: 900), disc(origin, radius: 480))

    static let crescent = difference(disc(origin, radius: 950), disc(Vector(550, 0), radius: 800))

    static let halfDisc = difference(
        disc(Vector(-400, 0), radius: 900),
        outline((-400, 1000), (-1400, 1000), (-1400, -1000), (-400, -1000))
    )

    // Corners on the circle are cosines and sines times 1000, rounded.

    static let triangle = outline((1000, 0), (-500, 866), (-500, -866))

    static let square = outline((707, 707), (-707, 707), (-707, -707), (707, -707))

    static let pentagon = outline(
        (1000, 0),
        (309, 951),
        (-809, 588),
        (-809, -588),
        (309, -951)
    )

    static let cross = outline(
        (950, 290),
        (290, 290),
        (290, 950),
        (-290, 950),
        (-290, 290),
        (-950, 290),
        (-950, -290),
        (-290, -290),
        (-290, -950),
        (290, -950),
        (290, -290),
        (950, -290)
    )

    /// Five outer corners on the circle, five inner ones at 45 % of its radius.
    static let star = outline(
        (1000, 0),
        (364, 265),
        (309, 951),
        (-139, 428),
        (-809, 588),
        (-450, 0),
        (-809, -588),
        (-139, -428),
        (309, -951),
        (364, -265)
    )

    static let arrow = outline(
        (1000, 0),
        (100, 800),
        (100, 300),
        (-950, 300),
        (-950, -300),
        (100, -300),
        (100, -800)
    )

    private static let origin = Vector(0, 0)

    private static func outline(_ corners: (x: Int, y: Int)...) -> Region {
        polygon(corners.map { Vector($0.x, $0.y) })
    }
}
