/// What the 8-bit channels of a pixel mean.
public enum PixelFormat: Sendable, Equatable {
    /// One channel: luminance.
    case grey
    /// Red, green, blue.
    case rgb
    /// Cyan, magenta, yellow, black; 255 is full ink.
    case cmyk

    /// The number of channels, which is the number of bytes to a pixel.
    public var channelCount: Int {
        switch self {
        case .grey: 1
        case .rgb: 3
        case .cmyk: 4
        }
    }
}
