/// An estimate of the room that text takes, since fonts are known only to the viewer.
struct TextWidth {
    /// The width in pixels; rather too large than too small.
    let pixels: Double

    init(_ text: String, fontSize: Double) {
        pixels = fontSize * text.unicodeScalars.reduce(0) { $0 + Self.width(of: $1) }
    }

    // The widths in a wide sans-serif font, as parts of its size.
    private static func width(of scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "f", "i", "j", "l", "t", "I", " ", ".", ",", "(", ")": 0.35
        case "m", "w", "M", "W": 0.95
        case "A"..."Z", "0"..."9", "a"..."z": 0.62
        default: 1
        }
    }
}
