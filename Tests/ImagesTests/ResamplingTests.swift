import Testing

@testable import Images

@Suite("Resampling")
struct ResamplingTests {
    @Test("the weights of the format page")
    func weights() {
        let axis = ResamplingAxis(.bicubic, inputCount: 8, outputCount: 3, outputs: 0..<3)
        #expect(axis.starts == [0, 0, 1])
        #expect(axis.counts == [7, 8, 7])
        #expect(
            Array(axis.weights[0..<7])
                == [1_357_984, 1_678_094, 1_096_189, 261_175, -104_842, -91_194, -3_102]
        )
        #expect(
            Array(axis.weights[axis.stride..<axis.stride + 8])
                == [
                    -113_649, 59_548, 732_425, 1_418_827, 1_418_827, 732_425, 59_548, -113_649,
                ]
        )
    }

    @Test func row() {
        let row = PixelImage(
            width: 8,
            height: 1,
            format: .grey,
            pixels: [0, 10, 50, 255, 128, 64, 200, 7]
        )
        #expect(whole(row, width: 3, height: 1).pixels == [28, 152, 100])
    }

    /// A 9 x 7 image whose resized pixels are known.
    private let image = PixelImage(
        width: 9,
        height: 7,
        format: .grey,
        pixels: (0..<63).map { place in
            let (x, y) = (place % 9, place / 9)
            return UInt8(truncatingIfNeeded: 37 * x + 91 * y + 13 * x * y)
        }
    )

    @Test func rectangle() {
        #expect(
            whole(image, width: 5, height: 4).pixels == [
                65, 134, 127, 151, 112, 149, 149, 149, 131, 138, 112, 133, 143, 127, 127, 104, 108,
                174, 127, 165,
            ]
        )
    }

    @Test(
        "a part equals the same part of the whole",
        arguments: [(5, 4), (9, 4), (5, 7), (20, 15)]
    )
    func parts(width: Int, height: Int) {
        let full = whole(image, width: width, height: height).pixels
        for (columns, rows) in [(1..<4, 0..<3), (2..<5, 1..<4), (0..<1, 3..<4)] {
            let part = image.resized(
                width: width,
                height: height,
                .bicubic,
                columns: columns,
                rows: rows
            )
            let expected = rows.flatMap { row in columns.map { full[row * width + $0] } }
            #expect(part.pixels == expected)
        }
    }

    @Test("channels do not mix")
    func channels() {
        let colours = PixelImage(
            width: 9,
            height: 7,
            format: .rgb,
            pixels: image.pixels.flatMap { [$0, 255 - $0, 77] }
        )
        let resized = whole(colours, width: 5, height: 4).pixels
        let grey = whole(image, width: 5, height: 4).pixels
        #expect(stride(from: 0, to: resized.count, by: 3).map { resized[$0] } == grey)
        #expect(stride(from: 2, to: resized.count, by: 3).allSatisfy { resized[$0] == 77 })
    }

    private func whole(_ image: PixelImage, width: Int, height: Int) -> PixelImage {
        image.resized(
            width: width,
            height: height,
            .bicubic,
            columns: 0..<width,
            rows: 0..<height
        )
    }
}

@Suite("Parts of images")
struct PartTests {
    @Test func border() {
        let image = PixelImage(
            width: 5,
            height: 6,
            format: .grey,
            pixels: (0..<30).map { UInt8($0) }
        )
        let inner = image.removingBorder(of: 2)
        #expect(inner.width == 1 && inner.height == 2 && inner.pixels == [12, 17])
    }

    @Test("an image within a larger one")
    func padding() {
        let image = PixelImage(width: 2, height: 1, format: .grey, pixels: [1, 2])
        let padded = image.padded(width: 4, height: 3, left: 1, top: 2, fill: 9)
        #expect(padded.width == 4 && padded.height == 3)
        #expect(padded.pixels == [9, 9, 9, 9, 9, 9, 9, 9, 9, 1, 2, 9])
    }
}
