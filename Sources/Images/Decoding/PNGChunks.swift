/// The chunks of a PNG file, checked as Pillow does where the library is more lenient.
///
/// The library passes over the names and contents of chunks that it does not need, and stops after
/// the pixels. Pillow refuses a file whose chunks do not add up, wherever they are.
struct PNGChunks {
    private let bytes: [UInt8]
    private var hasPixels = false
    /// How many chunks of an animation there were.
    private var frameChunks = 0

    /// Checks names, lengths and least contents up to the end of the image.
    ///
    /// Fewer than eight bytes, or a name that is none, end the chunks after the pixels; before them
    /// they are errors, the former one of the library.
    ///
    /// - Throws: `ImageError.malformed`.
    /// - Complexity: O(chunks) time.
    static func check(_ bytes: [UInt8]) throws(ImageError) {
        var chunks = PNGChunks(bytes)
        var position = signatureLength
        while let end = try chunks.end(ofChunkAt: position) { position = end }
    }

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Checks a chunk, and returns where the next one begins.
    private mutating func end(ofChunkAt position: Int) throws(ImageError) -> Int? {
        guard bytes.count - position >= 8 else { return nil }
        let letters = bytes[position + 4..<position + 8]
        guard letters.allSatisfy(Self.isWordCharacter) else {
            if hasPixels { return nil }
            throw malformed("the name of the chunk at byte \(position) is not four letters")
        }
        let name = String(decoding: letters, as: UTF8.self)
        if name == "IEND" { return nil }
        if name == "IDAT" { hasPixels = true }
        let content = position + 8..<position + 8 + number(at: position)
        guard content.upperBound <= bytes.count else {
            throw malformed("the chunk \(name) at byte \(position) ends after the file")
        }
        guard isAcceptable(name, content) else {
            throw malformed("the chunk \(name) at byte \(position) is not valid")
        }
        return content.upperBound + checksumLength
    }

    /// Whether a chunk has the least that its kind asks for.
    private mutating func isAcceptable(_ name: String, _ content: Range<Int>) -> Bool {
        switch name {
        case "tRNS": content.count >= leastTransparency
        case "gAMA": content.count >= 4
        case "cHRM": content.count >= 32
        case "sRGB": content.count >= 1
        case "pHYs": content.count >= 9
        case "acTL": content.count >= 8
        case "fdAT": hasPixels && content.count >= 4 && isNextOfAnimation(content)
        case "fcTL": content.count >= 26 && isNextOfAnimation(content) && isFrame(content)
        case "iCCP": compressionMethod(content) == 0
        case "zTXt": compressionMethod(content) ?? 0 == 0
        default: true
        }
    }

    /// The length of the colour that is transparent.
    private var leastTransparency: Int {
        // The type of colour, in the header; the library sees to it that this chunk comes first.
        switch bytes.dropFirst(25).first {
        case 0: 2
        case 2: 6
        default: 0
        }
    }

    /// The method that follows a name and a zero; only zero is known.
    private func compressionMethod(_ content: Range<Int>) -> UInt8? {
        bytes[content].drop { $0 != 0 }.dropFirst().first
    }

    /// Whether the number of an animation's chunk follows that of the chunk before.
    private mutating func isNextOfAnimation(_ content: Range<Int>) -> Bool {
        defer { frameChunks += 1 }
        return number(at: content.lowerBound) == frameChunks
    }

    /// Whether a frame lies within the image, and the first is all of it.
    private func isFrame(_ content: Range<Int>) -> Bool {
        let sides = (width: number(at: 16), height: number(at: 20))
        let first = content.lowerBound
        let (width, height) = (number(at: first + 4), number(at: first + 8))
        let (left, top) = (number(at: first + 12), number(at: first + 16))
        guard hasPixels else { return (width, height, left, top) == (sides.0, sides.1, 0, 0) }
        return left + width <= sides.width && top + height <= sides.height
    }

    /// Four bytes, most significant first; they are there.
    private func number(at position: Int) -> Int {
        bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
    }

    private static func isWordCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private func malformed(_ reason: String) -> ImageError {
        ImageError(.malformed, "the PNG image is broken: \(reason)")
    }
}

private let signatureLength = 8
private let checksumLength = 4
