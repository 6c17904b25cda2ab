internal import CJPEG

/// JPEG through libjpeg, with the settings of Pillow: the exact integer transform and smooth
/// upsampling of colour.
///
/// What the library calls an error refuses the image, whatever was decoded before it; what it only
/// warns of, stray bytes between segments for example, is passed over. A file that ends before its
/// last row is complete is an error. All of this is as in Pillow.
enum JPEGDecoder {
    static func decode(_ bytes: [UInt8], limits: ImageLimits) throws(ImageError) -> PixelImage {
        var extent = jpeg_extent()
        try unsafe read(bytes, &extent, into: nil)
        let (width, height) = (Int(extent.width), Int(extent.height))
        try limits.check(width: width, height: height)
        let format = try format(of: Int(extent.components))
        var pixels = [UInt8](repeating: 0, count: width * height * format.channelCount)
        try unsafe pixels.withUnsafeMutableBufferPointer { target throws(ImageError) in
            try unsafe read(bytes, &extent, into: target.baseAddress)
        }
        // Files with four inks hold them inverted, as Adobe writes them; Pillow assumes it too.
        if format == .cmyk { for index in pixels.indices { pixels[index] ^= 0xFF } }
        return PixelImage(width: width, height: height, format: format, pixels: pixels)
    }

    /// Finds an image's extent, or decodes pixels of this extent into memory that holds them.
    private static func read(
        _ bytes: [UInt8],
        _ extent: inout jpeg_extent,
        into pixels: UnsafeMutablePointer<UInt8>?
    ) throws(ImageError) {
        var message = [CChar](repeating: 0, count: jpeg_message_capacity)
        let status = unsafe bytes.withUnsafeBufferPointer { source in
            unsafe message.withUnsafeMutableBufferPointer { message in
                unsafe jpeg_read(
                    source.baseAddress,
                    source.count,
                    &extent,
                    pixels,
                    message.baseAddress
                )
            }
        }
        guard status != 0 else { return }
        let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        throw ImageError(
            .malformed,
            "the JPEG image is broken: " + String(decoding: text, as: UTF8.self)
        )
    }

    private static func format(of components: Int) throws(ImageError) -> PixelFormat {
        switch components {
        case 1: .grey
        case 3: .rgb
        case 4: .cmyk
        default:
            throw ImageError(
                .unsupported,
                "the JPEG image has \(components) components; 1, 3 or 4 are decoded"
            )
        }
    }
}
