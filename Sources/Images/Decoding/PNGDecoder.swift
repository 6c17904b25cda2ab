internal import CSPNG

/// PNG through libspng: every colour type and depth, interlaced or not.
///
/// Every checksum up to the end of the pixels must hold, also those that Pillow does not compare.
enum PNGDecoder {
    static func decode(_ bytes: [UInt8], limits: ImageLimits) throws(ImageError) -> PixelImage {
        try PNGChunks.check(bytes)
        let reader = try Reader()
        return try unsafe withBuffer(bytes) { source throws(ImageError) in
            try unsafe reader.read(source, limits: limits)
        }
    }

    /// The library keeps the pointer to its input between calls.
    private static func withBuffer(
        _ bytes: [UInt8],
        _ body: (UnsafeBufferPointer<UInt8>) throws(ImageError) -> PixelImage
    ) throws(ImageError) -> PixelImage {
        try unsafe bytes.withUnsafeBufferPointer { source throws(ImageError) in
            try unsafe body(source)
        }
    }
}

/// One state of the library, for one image.
@safe
private struct Reader: ~Copyable {
    private let context: OpaquePointer

    init() throws(ImageError) {
        guard let context = unsafe spng_ctx_new(0) else {
            throw ImageError(.tooLarge, "there is no memory for the PNG decoder")
        }
        unsafe self.context = context
    }

    deinit { unsafe spng_ctx_free(context) }

    /// The corresponding C functions are `spng_get_ihdr` and `spng_decode_image`.
    func read(
        _ source: UnsafeBufferPointer<UInt8>,
        limits: ImageLimits
    ) throws(ImageError) -> PixelImage {
        try check(unsafe spng_set_chunk_limits(context, largestChunk, largestChunk))
        let isError = Int32(bitPattern: SPNG_CRC_ERROR.rawValue)
        try check(unsafe spng_set_crc_action(context, isError, isError))
        try check(unsafe spng_set_png_buffer(context, source.baseAddress, source.count))
        var header = spng_ihdr()
        try check(unsafe spng_get_ihdr(context, &header))
        let (width, height) = (Int(header.width), Int(header.height))
        try limits.check(width: width, height: height)
        let reading = PNGReading(header)
        let pixels = try pixels(reading, count: width * height)
        return PixelImage(
            width: width,
            height: height,
            format: reading.format,
            pixels: pixels,
            conversion: reading.conversion
        )
    }

    private func pixels(_ reading: PNGReading, count: Int) throws(ImageError) -> [UInt8] {
        var pixels = [UInt8](repeating: 0, count: count * reading.bytesPerPixel)
        let status = unsafe pixels.withUnsafeMutableBytes { target in
            unsafe spng_decode_image(
                context,
                target.baseAddress,
                target.count,
                reading.libraryFormat,
                0
            )
        }
        try check(status)
        return reading.isWide ? Self.clipping(pixels.span) : pixels
    }

    /// Clips 16-bit values, which come in the order of this machine's bytes, to 255.
    private static func clipping(_ bytes: Span<UInt8>) -> [UInt8] {
        var clipped = [UInt8](repeating: 0, count: bytes.count / 2)
        for position in clipped.indices {
            let pair = (bytes[2 * position], bytes[2 * position + 1])
            let value = UInt16(littleEndian: UInt16(pair.0) | UInt16(pair.1) << 8)
            clipped[position] = UInt8(clamping: value)
        }
        return clipped
    }

    private func check(_ status: Int32) throws(ImageError) {
        guard status != 0 else { return }
        let text = unsafe spng_strerror(status).map { unsafe String(cString: $0) }
        throw ImageError(.malformed, "the PNG image is broken: \(text ?? "error \(status)")")
    }
}

/// How the pixels of a PNG image are asked for.
private struct PNGReading {
    let format: PixelFormat
    let libraryFormat: Int32
    let conversion: SourceConversion?
    /// Whether values of 16 bits come, which are still to be clipped.
    let isWide: Bool

    var bytesPerPixel: Int { isWide ? 2 : format.channelCount }

    init(_ header: spng_ihdr) {
        let type = UInt32(header.color_type)
        let isGrey = type == SPNG_COLOR_TYPE_GRAYSCALE.rawValue
        isWide = isGrey && header.bit_depth == 16
        format = isGrey ? .grey : .rgb
        let library = isWide ? SPNG_FMT_PNG : isGrey ? SPNG_FMT_G8 : SPNG_FMT_RGB8
        libraryFormat = Int32(bitPattern: library.rawValue)
        conversion =
            switch type {
            case SPNG_COLOR_TYPE_INDEXED.rawValue: .palette
            case SPNG_COLOR_TYPE_GRAYSCALE_ALPHA.rawValue: .alpha
            case SPNG_COLOR_TYPE_TRUECOLOR_ALPHA.rawValue: .alpha
            default: isWide ? .grey16 : isGrey && header.bit_depth == 1 ? .bilevel : nil
            }
    }
}

/// More than any colour profile or text next to an image has; it is what inflating them may take.
private let largestChunk = 16 << 20
