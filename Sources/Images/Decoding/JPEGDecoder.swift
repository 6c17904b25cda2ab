internal import CTurboJPEG

/// JPEG through libjpeg-turbo, with the settings of Pillow: the exact integer transform and smooth
/// upsampling of colour.
enum JPEGDecoder {
    static func decode(_ bytes: [UInt8], limits: ImageLimits) throws(ImageError) -> PixelImage {
        let decompressor = try Decompressor()
        let header = try decompressor.header(of: bytes)
        try limits.check(width: header.width, height: header.height)
        let pixels = try decompressor.pixels(of: bytes, header)
        return PixelImage(
            width: header.width,
            height: header.height,
            format: header.format,
            pixels: pixels
        )
    }
}

/// What has to be known of an image before its pixels are decoded.
private struct JPEGHeader {
    let width: Int
    let height: Int
    let format: PixelFormat
}

/// One state of the library; it belongs to one thread.
@safe
private struct Decompressor: ~Copyable {
    private let handle: tjhandle

    init() throws(ImageError) {
        guard let handle = unsafe tjInitDecompress() else {
            throw ImageError(.tooLarge, "there is no memory for the JPEG decoder")
        }
        unsafe self.handle = handle
    }

    deinit { _ = unsafe tjDestroy(handle) }

    /// The corresponding C function is `tjDecompressHeader3`.
    func header(of bytes: [UInt8]) throws(ImageError) -> JPEGHeader {
        var (width, height, sampling, space) = (Int32(0), Int32(0), Int32(0), Int32(0))
        let status = unsafe bytes.withUnsafeBufferPointer { source in
            unsafe tjDecompressHeader3(
                handle,
                source.baseAddress,
                UInt(source.count),
                &width,
                &height,
                &sampling,
                &space
            )
        }
        if status != 0, !isTolerable { throw failure }
        return JPEGHeader(
            width: Int(width),
            height: Int(height),
            format: try Self.format(of: space)
        )
    }

    private static func format(of space: Int32) throws(ImageError) -> PixelFormat {
        switch UInt32(bitPattern: space) {
        case TJCS_GRAY.rawValue: .grey
        case TJCS_RGB.rawValue, TJCS_YCbCr.rawValue: .rgb
        case TJCS_CMYK.rawValue, TJCS_YCCK.rawValue: .cmyk
        default: throw ImageError(.unsupported, "the colour space of the JPEG is not decoded")
        }
    }

    /// The corresponding C function is `tjDecompress2`.
    func pixels(of bytes: [UInt8], _ header: JPEGHeader) throws(ImageError) -> [UInt8] {
        let count = header.width * header.height * header.format.channelCount
        var pixels = [UInt8](repeating: 0, count: count)
        let status = unsafe pixels.withUnsafeMutableBufferPointer { target in
            unsafe bytes.withUnsafeBufferPointer { source in
                unsafe tjDecompress2(
                    handle,
                    source.baseAddress,
                    UInt(source.count),
                    target.baseAddress,
                    Int32(header.width),
                    0,
                    Int32(header.height),
                    header.format.turboFormat,
                    TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS
                )
            }
        }
        if status != 0, !isTolerable { throw failure }
        // Files with four inks hold them inverted, as Adobe writes them; Pillow assumes it too.
        if header.format == .cmyk { for index in pixels.indices { pixels[index] ^= 0xFF } }
        return pixels
    }

    /// Whether the last call only warned, and not because the file ended too early.
    ///
    /// Pillow decodes what libjpeg warns of, stray bytes between segments for example, but refuses
    /// truncated files; the library would fill these with grey.
    private var isTolerable: Bool {
        unsafe tjGetErrorCode(handle) == Int32(bitPattern: TJERR_WARNING.rawValue)
            && !message.contains("Premature end")
    }

    private var failure: ImageError {
        ImageError(.malformed, "the JPEG image is broken: \(message)")
    }

    private var message: String {
        guard let text = unsafe tjGetErrorStr2(handle) else { return "unknown error" }
        return unsafe String(cString: text)
    }
}

extension PixelFormat {
    /// The name that the library has for it.
    fileprivate var turboFormat: Int32 {
        switch self {
        case .grey: TJPF_GRAY.rawValue
        case .rgb: TJPF_RGB.rawValue
        case .cmyk: TJPF_CMYK.rawValue
        }
    }
}
