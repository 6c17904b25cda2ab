internal import Images

extension DataSet {
    /// Sixteen hexadecimal digits that tell the images from others of the same names and labels: two files of
    /// pixels, whose images have numbers only, or folders whose files were replaced.
    ///
    /// FNV-1a of 64 bits over the number of images and, of at most sixteen evenly spaced ones, the sides and at
    /// most 65,536 evenly spaced bytes of their pixels.
    ///
    /// - Throws: What decoding throws.
    /// - Complexity: Decodes sixteen images.
    public func digest() throws -> String {
        var hash = DigestHash()
        hash.add(count)
        let taken = min(count, 16)
        for number in 0..<taken {
            let image = try image(at: number * count / taken)
            hash.add(image.width)
            hash.add(image.height)
            let step = max(image.pixels.count / 65_536, 1)
            for place in stride(from: 0, to: image.pixels.count, by: step) {
                hash.add(byte: image.pixels[place])
            }
        }
        return hash.text
    }
}

/// FNV-1a of 64 bits: tells things apart that are not made to be mistaken for each other.
public struct DigestHash: Sendable {
    private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Begins without bytes.
    public init() {}

    /// Adds a byte.
    public mutating func add(byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

    /// Adds a number, by its decimal digits and a comma.
    public mutating func add(_ number: Int) { for byte in "\(number),".utf8 { add(byte: byte) } }

    /// Adds a text and a byte of zero.
    public mutating func add(_ text: String) {
        for byte in text.utf8 { add(byte: byte) }
        add(byte: 0)
    }

    /// Sixteen hexadecimal digits.
    public var text: String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
