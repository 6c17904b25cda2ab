/// The ten classes; the raw value is the label.
enum Shape: Int, CaseIterable, Sendable {
    case disc
    case ring
    case halfDisc
    case crescent
    case triangle
    case square
    case pentagon
    case cross
    case star
    case arrow

    /// The radius of the circle around a shape, in the units of its region.
    static let radius = 1000

    /// The shape around the origin, pointing to the right.
    var region: Region {
        switch self {
        case .disc: .shapeDisc
        case .ring: .ring
        case .halfDisc: .halfDisc
        case .crescent: .crescent
        case .triangle: .triangle
        case .square: .square
        case .pentagon: .pentagon
        case .cross: .cross
        case .star: .star
        case .arrow: .arrow
        }
    }
}
