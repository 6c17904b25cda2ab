/// The part of a CLIP to which a layer belongs, in the order in which charts show them.
enum NetworkTower: Int, Comparable {
    case vision, text, unknown

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
