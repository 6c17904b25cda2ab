/// A point, or the way from one to another, in whole units.
///
/// Numbers stay below 2^20 in magnitude, so that no product of two overflows.
struct Vector: Equatable, Sendable {
    var x: Int
    var y: Int

    init(_ x: Int, _ y: Int) {
        self.x = x
        self.y = y
    }

    static func - (left: Vector, right: Vector) -> Vector {
        Vector(left.x - right.x, left.y - right.y)
    }

    /// The scalar product.
    func dot(_ other: Vector) -> Int { x * other.x + y * other.y }

    /// The area that both span, with its sign.
    func cross(_ other: Vector) -> Int { x * other.y - y * other.x }
}
