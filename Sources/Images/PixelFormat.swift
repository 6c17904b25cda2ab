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

/// A kind of image that is not resized in its own mode, but brought to 8-bit channels first.
///
/// Pillow resizes these kinds by other rules (nearest neighbour, premultiplied alpha, 16 bits).
/// Such files are few in the data sets; they are converted first, and counted.
public enum SourceConversion: String, Sendable, CaseIterable {
    /// Colours from a palette.
    case palette
    /// One bit to a pixel.
    case bilevel
    /// An alpha channel, which is dropped without compositing.
    case alpha
    /// Grey in 16 bits; values above 255 become 255, as in Pillow.
    case grey16
}
