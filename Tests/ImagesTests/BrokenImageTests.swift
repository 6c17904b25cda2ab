import Images
import TestSupport
import Testing

@Suite("Broken images")
struct BrokenImageTests {
    private func refusal(
        _ bytes: [UInt8],
        limits: ImageLimits = .standard
    ) -> ImageError? {
        do throws(ImageError) {
            _ = try ImageDecoder(limits: limits).decode(bytes, path: "folder/image")
            return nil
        } catch { return error }
    }

    @Test("the file is named, and what is wrong")
    func otherFormats() {
        for bytes in [[], [0], Array("GIF89a".utf8), [0xFF, 0xD8]] {
            let error = refusal(bytes)
            #expect(error?.code == .unsupported)
            #expect(error?.description == "folder/image: is neither a JPEG nor a PNG image")
        }
    }

    @Test("cut anywhere, it is an error and never a trap", arguments: ["rgb.jpg", "rgb.png"])
    func truncation(name: String) throws {
        let bytes = try Fixture.bytes(of: name)
        for count in stride(from: 8, to: bytes.count - 12, by: 7) {
            let error = refusal(Array(bytes.prefix(count)))
            #expect(error?.code == .malformed && error?.path == "folder/image", "\(count) bytes")
        }
    }

    @Test("any damaged byte gives an error or an image", arguments: Fixture.names)
    func damage(name: String) throws {
        let bytes = try Fixture.bytes(of: name)
        let limits = ImageLimits(maximumSide: 4096, maximumPixelCount: 1 << 20)
        for position in stride(from: 0, to: bytes.count, by: 13) {
            var damaged = bytes
            damaged[position] ^= 0x55
            let error = refusal(damaged, limits: limits)
            #expect(error == nil || error?.path == "folder/image")
        }
    }

    @Test("a checksum of the pixels that is wrong")
    func checksum() throws {
        var bytes = try Fixture.bytes(of: "rgb.png")
        bytes[60] ^= 1
        let error = try #require(refusal(bytes))
        #expect(error.code == .malformed && error.message.hasPrefix("the PNG image is broken: "))
    }

    @Test("sizes beyond the limits are refused before pixels are decoded")
    func limits() throws {
        for name in ["rgb.jpg", "rgb.png"] {
            let bytes = try Fixture.bytes(of: name)
            let fits = ImageLimits(maximumSide: 27, maximumPixelCount: 27 * 19)
            #expect(refusal(bytes, limits: fits) == nil)
            let narrow = ImageLimits(maximumSide: 26, maximumPixelCount: 27 * 19)
            #expect(refusal(bytes, limits: narrow)?.code == .tooLarge)
            let few = ImageLimits(maximumSide: 27, maximumPixelCount: 27 * 19 - 1)
            #expect(refusal(bytes, limits: few)?.code == .tooLarge)
        }
    }

    @Test("an image so narrow that resizing it would take all memory")
    func sliver() throws {
        let sliver = PixelImage(
            width: 1,
            height: 60_000,
            format: .grey,
            pixels: Array(repeating: 9, count: 60_000)
        )
        #expect(throws: ImageError.self) { try ImagePreprocessor(side: 224).pixels(of: sliver) }
    }
}
