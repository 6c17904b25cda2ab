import Checkpoints
import ShapeImages
import Tensors
import TestSupport
import Testing

struct ImageSetTests {
    /// FNV-1a of the first twenty images.
    private static func digest(of set: ImageSet) -> UInt64 {
        let pixels = (0..<20).flatMap { ShapeImages(set, seed: 3).image($0).pixels }
        return pixels.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    /// The accuracies in `Examples/shapes/README.md` are those on exactly these images.
    @Test(
        arguments: [
            (ImageSet.train, 0x6987_7d70_1651_2008),
            (.heldOut, 0xc9f9_eb29_be22_8e72),
            (.clean, 0x3d64_800a_4197_cc0e),
            (.noise, 0x664f_acc7_05b9_44a2),
            (.blur, 0x816e_3431_3eaf_3d97),
            (.contrast, 0x8c83_ee9d_ab2f_8a6b),
            (.dark, 0x8262_8f4d_e877_4bde),
            (.colour, 0x1875_ec87_6ea8_c9a2),
        ] as [(ImageSet, UInt64)]
    )
    func theSameBytesEverywhere(set: ImageSet, digest: UInt64) {
        #expect(Self.digest(of: set) == digest)
    }

    @Test func classesTakeTurns() {
        #expect(ShapeImage.classNames.count == 10)
        for set in ImageSet.allCases {
            let images = ShapeImages(set, seed: 1)
            #expect((0..<20).map { images.image($0).label } == Array(0..<10) + Array(0..<10))
        }
    }

    @Test func shiftsShowTheScenesOfClean() {
        for number in 0..<10 {
            let clean = ShapeImages(.clean, seed: 9).image(number).pixels
            let dark = ShapeImages(.dark, seed: 9).image(number).pixels
            #expect(dark == clean.map { UInt8(Int($0) * 25 / 100) })
            let contrast = ShapeImages(.contrast, seed: 9).image(number).pixels
            #expect(contrast == clean.map { UInt8((Int($0) - 128) * 30 / 100 + 128) })
        }
    }

    @Test func setsAndSeedsShareNoImage() {
        let sets: [ImageSet] = [.train, .heldOut, .clean]
        let images = (0..<50).flatMap { number in
            sets.flatMap { set in (1...2).map { ShapeImages(set, seed: $0).image(number).pixels } }
        }
        #expect(Set(images).count == images.count)
    }

    @Test func aFileHoldsImagesAndLabels() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("blur.safetensors")
        let images = ShapeImages(.blur, seed: 6)
        try images.write(to: path, count: 13)
        let file = try Checkpoint.open(path)
        #expect(file.tensors.map(\.name).sorted() == ["images", "labels"])
        let pixels = try #require(file["images"]), labels = try #require(file["labels"])
        #expect(pixels.type == .u8 && pixels.shape.dimensions == [13, 32, 32, 3])
        #expect(labels.type == .i64 && labels.shape.dimensions == [13])
        #expect(try file.bytes(of: pixels) == (0..<13).flatMap { images.image($0).pixels })
        let expected = (0..<13).flatMap { [UInt8($0 % 10)] + [UInt8](repeating: 0, count: 7) }
        #expect(try file.bytes(of: labels) == expected)
        #expect(
            refusal { () throws(CheckpointError) in try images.write(to: path, count: 1) } != nil
        )
    }
}
