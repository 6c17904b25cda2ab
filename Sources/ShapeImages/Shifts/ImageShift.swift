import Randomness

/// A way in which test images differ from those on which a model was trained.
enum ImageShift: Int, Sendable {
    case noise = 1
    case blur
    case contrast
    case dark
    case colour

    /// The image as it looks under the shift, with the same label.
    func apply(to image: ShapeImage, from random: inout RandomSequence) -> ShapeImage {
        var canvas = Canvas(image)
        switch self {
        case .noise: canvas.addNoise(strength: 56, from: &random)
        case .blur: canvas.blur(times: 2)
        case .contrast: canvas.pull(towards: 128, keeping: 30)
        case .dark: canvas.pull(towards: 0, keeping: 25)
        case .colour: canvas.tint(from: &random)
        }
        return ShapeImage(pixels: canvas.pixels, label: image.label)
    }
}
