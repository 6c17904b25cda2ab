internal import Glibc

/// The arc between two directions with an angle between them (Shoemake, SIGGRAPH 1985).
struct Arc {
    /// The cosine of the angle, from -1 to 1.
    let cosine: Double

    /// The weights of the start and of the end at the point `t` of the way:
    /// `sin((1 - t) theta) / sin(theta)` and `sin(t theta) / sin(theta)`.
    ///
    /// - Numerics: Exactly 1 and 0 at the end points. A small angle's own rounding does not show,
    ///   because the weights change with its square; near 180 degrees the result is as uncertain
    ///   as the angle.
    /// - Precondition: The directions are not colinear.
    func weights(at t: Double) -> (start: Double, end: Double) {
        let angle = acos(cosine)
        return (sin((1 - t) * angle) / sin(angle), sin(t * angle) / sin(angle))
    }

    /// The weights on the straight line between the two, which stands in where they are colinear.
    static func straightWeights(at t: Double) -> (start: Double, end: Double) { (1 - t, t) }
}
