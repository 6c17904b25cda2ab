import Testing

@testable import Images

@Suite("Chunks of PNG files")
struct PNGChunksTests {
    /// A file of a header and other chunks, whose checksums nobody compares here.
    private func file(colourType: UInt8 = 2, _ chunks: [(String, [UInt8])]) -> [UInt8] {
        let header: [UInt8] = [0, 0, 0, 5, 0, 0, 0, 4, 8, colourType, 0, 0, 0]
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 13, 10, 0x1A, 10]
        for (name, content) in [("IHDR", header)] + chunks {
            bytes += [0, 0, 0, UInt8(content.count)]
            bytes += Array(name.utf8) + content + [0, 0, 0, 0]
        }
        return bytes
    }

    private func isAccepted(_ bytes: [UInt8]) -> Bool {
        do throws(ImageError) { try PNGChunks.check(bytes) } catch { return false }
        return true
    }

    @Test(
        "a chunk is as long as its kind asks for, before the pixels and after them",
        arguments: [
            ("gAMA", 4), ("cHRM", 32), ("sRGB", 1), ("pHYs", 9), ("acTL", 8), ("tRNS", 6),
            ("tEXt", 0), ("prVt", 0),
        ]
    )
    func lengths(name: String, least: Int) {
        for count in [least - 1, least, least + 1] where count >= 0 {
            let chunk = (name, [UInt8](repeating: 0, count: count))
            for chunks in [[chunk, ("IDAT", [])], [("IDAT", []), chunk]] {
                #expect(isAccepted(file(chunks)) == (count >= least), "\(count)")
            }
            // Behind the end of the image it does not matter.
            #expect(isAccepted(file([("IEND", []), chunk])))
        }
    }

    @Test("the length of a transparent colour follows from the type of colours")
    func transparency() {
        for (type, least) in [(0, 2), (2, 6), (3, 0), (4, 0)] as [(UInt8, Int)] {
            for count in [0, 1, 2, 5, 6] {
                let chunk = ("tRNS", [UInt8](repeating: 0, count: count))
                #expect(isAccepted(file(colourType: type, [chunk])) == (count >= least))
            }
        }
    }

    @Test("the only method of compression is zero")
    func compression() {
        for name in ["iCCP", "zTXt"] {
            #expect(isAccepted(file([(name, [97, 0, 0])])))
            #expect(!isAccepted(file([(name, [97, 0, 1])])))
            #expect(isAccepted(file([(name, [97])])) == (name == "zTXt"))
        }
    }

    @Test("frames of an animation are numbered and lie within the image")
    func animation() {
        func frame(_ number: UInt8, _ place: [UInt8]) -> (String, [UInt8]) {
            let sides = place.flatMap { [0, 0, 0, $0] as [UInt8] }
            return ("fcTL", [0, 0, 0, number] + sides + [0, 1, 0, 1, 0, 0])
        }
        let pixels = ("IDAT", [UInt8]())
        func data(_ number: UInt8) -> (String, [UInt8]) { ("fdAT", [0, 0, 0, number]) }
        for (chunks, isValid) in [
            ([frame(0, [5, 4, 0, 0]), pixels, frame(1, [3, 2, 2, 2]), data(2)], true),
            ([pixels, frame(0, [3, 2, 2, 2]), data(1)], true),
            ([frame(1, [5, 4, 0, 0]), pixels], false),
            ([frame(0, [5, 3, 0, 0]), pixels], false),
            ([frame(0, [5, 4, 0, 0]), data(1), pixels], false),
            ([frame(0, [5, 4, 0, 0]), pixels, frame(1, [3, 2, 3, 2]), data(2)], false),
            ([frame(0, [5, 4, 0, 0]), pixels, frame(1, [3, 2, 2, 3]), data(2)], false),
            ([frame(0, [5, 4, 0, 0]), pixels, frame(1, [3, 2, 2, 2]), data(3)], false),
            ([pixels, ("fdAT", [0, 0, 0])], false),
        ] as [([(String, [UInt8])], Bool)] {
            #expect(isAccepted(file(chunks)) == isValid, "\(chunks)")
        }
    }

    @Test("any bytes end without a trap")
    func anything() {
        let bytes = file([("IDAT", [1, 2, 3]), ("fcTL", [0, 0, 0, 0])])
        for count in 0...bytes.count { _ = isAccepted(Array(bytes.prefix(count))) }
        for position in 8..<bytes.count {
            for value in [0, 0x7F, 0xFF] as [UInt8] {
                var damaged = bytes
                damaged[position] = value
                _ = isAccepted(damaged)
            }
        }
    }
}
