/// One image and its class.
package struct ShapeImage: Sendable, Equatable {
    /// The pixels in a row, and the rows.
    package static let side = 32

    /// The size of an image's pixels.
    static let byteCount = side * side * 3

    /// The names of the classes; a label is a position in it.
    package static let classNames = Shape.allCases.map { "\($0)" }

    /// Red, green and blue of each pixel, row by row from the top: [32, 32, 3].
    package let pixels: [UInt8]
    /// The number of the class.
    package let label: Int
}
