/// The sets of images that can be drawn from a seed.
///
/// `train`, `held-out` and `clean` show different scenes of the same kind. The shifted sets show
/// the scenes of `clean` under one shift each.
public enum ImageSet: String, CaseIterable, Sendable {
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
