internal import Randomness

/// Images of ten geometric shapes in noise, each a function of the seed and its number.
///
/// All is computed in whole numbers, so the same seed gives the same bytes on every machine. Fewer
/// images of a set are the beginning of more. Classes take turns: image i shows class i mod 10.
package struct ShapeImages: Sendable {
    /// What the images show.
    package let set: ImageSet
    /// The number on which all pixels depend.
    package let seed: UInt64

    /// Describes a set; nothing is drawn yet.
    package init(_ set: ImageSet, seed: UInt64) {
        self.set = set
        self.seed = seed
    }

    /// Draws the image of a number.
    ///
    /// - Precondition: `number` is not negative.
    /// - Complexity: O(pixels): half a millisecond.
    package func image(_ number: Int) -> ShapeImage {
        precondition(number >= 0, "images are counted from 0")
        let scenes = CounterHash(seed: seed, part: set.sceneSequence)
        var random = RandomSequence(scenes.part(number))
        let shape = Shape.allCases[number % Shape.allCases.count]
        let scene = Scene(of: shape, from: &random)
        let image = ShapeImage(pixels: scene.pixels(from: &random), label: shape.rawValue)
        guard let shift = set.shift else { return image }
        var shiftRandom = RandomSequence(scenes.part(-shift.rawValue).part(number))
        return shift.apply(to: image, from: &shiftRandom)
    }
}
