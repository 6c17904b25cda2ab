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

    @Test("an error of the JPEG library refuses, also after it has warned of something")
    func errorAfterWarning() throws {
        let bytes = try Fixture.bytes(of: "rgb.jpg")
        let table = try #require(bytes.firstRange(of: [0xFF, 0xDB]))
        let stray = Array(bytes[..<table.lowerBound]) + [1, 2, 3] + bytes[table.lowerBound...]
        let image = try ImageDecoder().decode(stray, path: "x")
        #expect(try image == Fixture.image("rgb.jpg"))

        // Four tables are possible; this makes the first the eighth.
        for var damaged in [bytes, stray] {
            let place = try #require(damaged.firstRange(of: [0xFF, 0xDB])).lowerBound + 4
            damaged[place] |= 7
            let error = refusal(damaged)
            #expect(error?.message == "the JPEG image is broken: Bogus DQT index 7")
        }
    }

    @Test("a JPEG image without the mark of its end is refused, bytes after it are not")
    func end() throws {
        let bytes = try Fixture.bytes(of: "one.jpg")
        #expect(bytes.suffix(2) == [0xFF, 0xD9])
        for (ending, reason) in [
            ([], "the file ends too early"), ([0xFF], "the file ends too early"),
            ([0xFF, 0xD8], "Invalid JPEG file structure: two SOI markers"),
        ] as [([UInt8], String)] {
            let error = refusal(bytes.dropLast(2) + ending)
            #expect(error?.message == "the JPEG image is broken: " + reason)
        }
        #expect(try ImageDecoder().decode(bytes + [1, 2], path: "x") == Fixture.image("one.jpg"))
        for name in ["one.jpg", "rgb.jpg"] {
            let whole = try Fixture.bytes(of: name)
            for marker in [0xC1, 0xC9, 0xCA] as [UInt8] {
                let error = refusal(whole.dropLast(2) + [0xFF, marker])
                #expect(error?.message == "the JPEG image is broken: it has two frames")
            }
        }
    }

    @Test("a JPEG image of thousands of scans is refused before they are decoded")
    func scans() throws {
        var bytes = try Fixture.bytes(of: "progressive.jpg")
        let scan = try #require(bytes.firstRange(of: [0xFF, 0xDA])).lowerBound
        let header = Array(bytes[scan..<scan + 4 + Int(bytes[scan + 3]) - 2])
        bytes.insert(contentsOf: (0..<600).flatMap { _ in header + [0, 0] }, at: scan)
        #expect(refusal(bytes)?.message == "the JPEG image is broken: it has too many scans")
    }

    @Test("a checksum beside the pixels that is wrong; what follows the pixels must add up")
    func chunks() throws {
        let bytes = try Fixture.bytes(of: "transparent.png")
        let transparency = try #require(bytes.firstRange(of: Array("tRNS".utf8)))
        let end = try #require(bytes.firstRange(of: Array("IEND".utf8)))
        for (position, value, message) in [
            (transparency.upperBound, 9, "invalid chunk checksum"),
            (transparency.lowerBound + 1, 0, "the name of the chunk at byte 105 is not four"),
            (transparency.lowerBound - 4, 0x7F, "the chunk tRNS at byte 105 ends after the file"),
        ] {
            var damaged = bytes
            damaged[position] = UInt8(value)
            let text = refusal(damaged)?.message ?? "it is taken"
            #expect(text.hasPrefix("the PNG image is broken: " + message), "\(text)")
        }
        let start = end.lowerBound - 4
        let image = try Fixture.image("transparent.png")
        for (tail, isWhole) in [
            ([], true), ([0, 0, 0, 0, 1], true), ([0, 0, 0, 9, 1, 2, 3, 4], true),
            ([0, 0, 0, 9, 97, 97, 97, 97], false), ([0, 0, 0, 0, 103, 65, 77, 65], false),
            ([0, 0, 0, 1, 103, 65, 109, 65, 0], true),
        ] as [([UInt8], Bool)] {
            let other = Array(bytes[..<start]) + tail
            #expect((refusal(other) == nil) == isWhole, "\(tail)")
            if isWhole { #expect(try ImageDecoder().decode(other, path: "x") == image) }
        }
    }
}
