/// Turns the bytes of a JPEG or PNG file into pixels, as Pillow does.
///
/// The format is told from the first bytes, not from a name. Orientation, colour profiles, gamma
/// and transparency are ignored.
public struct ImageDecoder: Sendable {
    private let limits: ImageLimits

    /// Creates a decoder.
    public init(limits: ImageLimits = .standard) { self.limits = limits }

    /// Decodes an image.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - path: What errors name.
    /// - Returns: 8-bit pixels in the image's own mode, or converted where `conversion` says so.
    /// - Throws: `ImageError`: `malformed` for broken or truncated files, `unsupported` for other
    ///   formats, `tooLarge` for images beyond the limits.
    /// - Complexity: O(bytes + pixels) time; memory for the pixels twice at most.
    public func decode(_ bytes: [UInt8], path: String) throws(ImageError) -> PixelImage {
        do throws(ImageError) {
            switch Signature(bytes) {
            case .jpeg: return try JPEGDecoder.decode(bytes, limits: limits)
            case .png: return try PNGDecoder.decode(bytes, limits: limits)
            case nil: throw ImageError(.unsupported, "is neither a JPEG nor a PNG image")
            }
        } catch { throw error.naming(path) }
    }
}

/// What an image's first bytes say.
private enum Signature {
    case jpeg, png

    init?(_ bytes: [UInt8]) {
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else {
            return nil
        }
    }
}
