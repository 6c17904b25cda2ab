import Checkpoints
import Foundation
import Images
import Tensors
import TestSupport

/// The images that `Fixtures/make_fixtures.py` wrote, and what Pillow made of them.
enum Fixture {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("Fixtures").path

    static func bytes(of name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
    }

    static func image(_ name: String) throws -> PixelImage {
        try ImageDecoder().decode(bytes(of: name), path: name)
    }

    /// Pixels by Pillow, and the sides of the image.
    static func expected(
        _ name: String
    ) throws -> (pixels: [UInt8], height: Int, width: Int) {
        let checkpoint = try Checkpoint.open(folder + "/expected.safetensors")
        guard let tensor = checkpoint[name] else { throw MissingExpectation(name: name) }
        let sides = tensor.shape.dimensions
        return (try checkpoint.bytes(of: tensor), sides[0], sides[1])
    }

    struct MissingExpectation: Error { let name: String }

    static let names = [
        "rgb.jpg", "full.jpg", "half.jpg", "progressive.jpg", "rotated.jpg", "grey.jpg",
        "cmyk.jpg", "ycck.jpg", "one.jpg", "tall.jpg", "long.jpg", "mixed.jpg", "rgb.png",
        "exact.png", "small.png", "wide.png",
        "grey.png", "grey2.png", "bilevel.png", "palette.png", "transparent.png", "greyalpha.png",
        "rgba.png", "grey16.png", "rgb16.png", "rgba16.png",
    ]
}
