internal import Randomness

/// The sets of images that can be drawn from a seed.
///
/// `train`, `held-out` and `clean` show different scenes of the same kind. The shifted sets show
/// the scenes of `clean` under one shift each.
package enum ImageSet: String, CaseIterable, Sendable {
    case train
    case heldOut = "held-out"
    case clean
    case noise
    case blur
    case contrast
    case dark
    case colour

    /// The number of the sequence from which the scenes are drawn.
    var sceneSequence: Int {
        switch self {
        case .train: 1
        case .heldOut: 2
        case .clean, .noise, .blur, .contrast, .dark, .colour: 0
        }
    }

    /// The shift under which the scenes are shown.
    var shift: ImageShift? {
        switch self {
        case .train, .heldOut, .clean: nil
        case .noise: .noise
        case .blur: .blur
        case .contrast: .contrast
        case .dark: .dark
        case .colour: .colour
        }
    }
}

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
