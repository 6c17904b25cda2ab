import Randomness

/// What an image shows: a large shape, which is its class, among specks on an uneven ground.
struct Scene {
    private let ground: ColourField
    private let figures: [Figure]
    private let grain: Int

    /// Draws a scene of a class.
    init(of shape: Shape, from random: inout RandomSequence) {
        let groundColour = random.colour(in: 20...180)
        ground = ColourField(around: groundColour, variation: 40, from: &random)
        var figures = Self.specks(random.next(in: 2...6), from: &random)
        figures.append(Self.subject(shape, on: groundColour, from: &random))
        figures += Self.specks(random.next(in: 0...3), from: &random)
        self.figures = figures
        grain = random.next(in: 4...24)
    }

    /// The scene's pixels, with a grain that is drawn as well.
    func pixels(from random: inout RandomSequence) -> [UInt8] {
        var canvas = Canvas(ground)
        for figure in figures { figure.paint(into: &canvas) }
        canvas.map { $0 &+ random.colour(in: -grain...grain) }
        return canvas.pixels
    }

    private static func subject(
        _ shape: Shape,
        on ground: Colour,
        from random: inout RandomSequence
    ) -> Figure {
        let light = random.next(in: 30...110)
        let colour = ground &+ random.colour(in: light / 3...light)
        return Figure(
            region: shape.region,
            placement: Placement(radii: 64...104, margin: 104, isUpright: true, from: &random),
            colours: ColourField(around: colour, variation: 30, from: &random)
        )
    }

    /// Small shapes of any class and colour, up to the edges of the image.
    private static func specks(_ count: Int, from random: inout RandomSequence) -> [Figure] {
        (0..<count).map { _ in
            let shape = Shape.allCases[random.next(in: 0...Shape.allCases.count - 1)]
            return Figure(
                region: shape.region,
                placement: Placement(radii: 10...26, margin: 0, isUpright: false, from: &random),
                colours: ColourField(
                    around: random.colour(in: 10...245),
                    variation: 0,
                    from: &random
                )
            )
        }
    }
}
