import Checkpoints
import Foundation
import Images
import TestSupport
import Testing

@Suite("The same pixels as Pillow")
struct PillowTests {
    @Test(arguments: Fixture.names)
    func decoding(name: String) throws {
        let image = try Fixture.image(name)
        let expected = try Fixture.expected(name + ".rgb")
        #expect(image.width == expected.width && image.height == expected.height)
        #expect(image.inRGB.pixels == expected.pixels)
    }

    @Test("what is not resized in its own mode says so")
    func conversions() throws {
        let expected: [String: SourceConversion] = [
            "bilevel.png": .bilevel, "palette.png": .palette, "transparent.png": .palette,
            "greyalpha.png": .alpha, "rgba.png": .alpha, "rgba16.png": .alpha,
            "grey16.png": .grey16,
        ]
        for name in Fixture.names {
            #expect(try Fixture.image(name).conversion == expected[name], "\(name)")
        }
    }
}

@Suite(
    "Photos",
    .enabled(if: FileManager.default.fileExists(atPath: RealData.photoFolder), "needs photos")
)
struct PhotoTests {
    struct Photo: Decodable {
        let size: [Int]
        let mode: String
        let decoded_rgb_sha256: String
    }

    static func photos() throws -> [String: Photo] {
        let url = URL(fileURLWithPath: RealData.photoFolder + "/photos.json")
        return try JSONDecoder().decode([String: Photo].self, from: Data(contentsOf: url))
    }

    static func image(_ name: String) throws -> PixelImage {
        let path = RealData.photoFolder + "/photos/" + name
        return try ImageDecoder()
            .decode(Array(Data(contentsOf: URL(fileURLWithPath: path))), path: path)
    }

    @Test func decoding() throws {
        for (name, photo) in try Self.photos() {
            let image = try Self.image(name)
            #expect([image.width, image.height] == photo.size, "\(name)")
            #expect((image.format == .grey) == (photo.mode == "L"), "\(name)")
            var digest = SHA256()
            unsafe digest.update(image.inRGB.pixels.span.bytes)
            #expect(digest.finish() == photo.decoded_rgb_sha256, "\(name)")
        }
    }
}
