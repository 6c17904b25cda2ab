import CLIPModels
import Checkpoints
import Evaluation
import Foundation
import Images
import TestSupport
import Testing

/// The images that `make_fixtures.py` of ImagesTests wrote, and what Pillow made of them.
enum PillowFixture {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("ImagesTests/Fixtures").path

    static func image(_ name: String) throws -> PixelImage {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
        return try ImageDecoder().decode(bytes, path: name)
    }

    static let names =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { $0.hasSuffix(".jpg") || $0.hasSuffix(".png") }.sorted()
}

@Suite("Size and crop")
struct GeometryTests {
    @Test("the same pixels as Pillow", arguments: PreprocessingConvention.allCases)
    func pillow(convention: PreprocessingConvention) throws {
        let expected = try Checkpoint.open(PillowFixture.folder + "/expected.safetensors")
        let geometry = ImageGeometry(side: 16, convention: convention)
        #expect(PillowFixture.names.count >= 23)
        for name in PillowFixture.names {
            let tensor = try #require(expected["\(name).\(convention)"], "\(name)")
            let pixels = try geometry.pixels(of: PillowFixture.image(name))
            #expect(try pixels == expected.bytes(of: tensor), "\(name)")
        }
    }

    @Test("an image is resized in a mode of its own")
    func orderMatters() throws {
        let image = try PillowFixture.image("cmyk.jpg")
        let own = try ImageGeometry(side: 16).pixels(of: image)
        #expect(try image.format == .cmyk && own != ImageGeometry(side: 16).pixels(of: image.inRGB))
    }

    @Test(
        "photos",
        .enabled(if: FileManager.default.fileExists(atPath: RealData.photoFolder), "needs photos")
    )
    func photos() throws {
        let crops = try Checkpoint.open(RealData.photoFolder + "/crops.safetensors")
        for tensor in crops.tensors {
            let path = RealData.photoFolder + "/photos/" + tensor.name
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            let image = try ImageDecoder().decode(bytes, path: path)
            let pixels = try ImageGeometry(side: 224).pixels(of: image)
            #expect(try pixels == crops.bytes(of: tensor), "\(tensor.name)")
        }
    }

    @Test("crop offsets for all surpluses from -4 to 8")
    func offsets() {
        let rounded = (-4...8).map {
            PreprocessingConvention.torchvision.offset(length: 224 + $0, cropped: 224)
        }
        #expect(rounded == [-2, -1, -1, 0, 0, 0, 1, 2, 2, 2, 3, 4, 4])
        let floored = (-4...8).map {
            PreprocessingConvention.huggingface.offset(length: 224 + $0, cropped: 224)
        }
        #expect(floored == [-2, -2, -1, -1, 0, 0, 1, 1, 2, 2, 3, 3, 4])
    }

    @Test("the longer side is truncated")
    func sides() throws {
        var geometry = ImageGeometry(side: 224)
        geometry.crops = false
        for (width, height, expected) in [
            (500, 375, "298 x 224"), (640, 427, "335 x 224"), (333, 500, "224 x 336"),
            (224, 300, "224 x 300"),
        ] {
            let image = PixelImage(
                width: width,
                height: height,
                format: .grey,
                pixels: Array(repeating: 0, count: width * height)
            )
            let error = #expect(throws: ImageError.self) { try geometry.pixels(of: image) }
            #expect(error?.message.contains("has \(expected) pixels after resizing") == true)
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
        var geometry = ImageGeometry(side: 224)
        #expect(throws: ImageError.self) { try geometry.pixels(of: sliver) }
        geometry.resize = .longest(224)
        #expect(throws: ImageError.self) { try geometry.pixels(of: sliver) }
        geometry.resize = .squash(224)
        #expect(try geometry.pixels(of: sliver) == Array(repeating: 9, count: geometry.byteCount))
    }
}
