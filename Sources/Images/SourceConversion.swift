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
