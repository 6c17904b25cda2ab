import Images
@testable import PyTorchFiles
import Synchronization

/// A PNG image whose checksums are made right, which a fuzzer seldom guesses, but for every fourth.
func examine(_ input: [UInt8]) throws {
    // What ancillary chunks may inflate to, while the buffer grows.
    allowance.store(64 << 20, ordering: .relaxed)
    guard input.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { return }
    let limits = ImageLimits(maximumSide: 4096, maximumPixelCount: 1 << 18)
    let bytes = input.count % 4 == 0 ? input : withChecksums(input)
    let image = try ImageDecoder(limits: limits).decode(bytes, path: "x.png")
    require(image.width * image.height <= limits.maximumPixelCount, "more pixels than allowed")
    require(image.inRGB.pixels.count == 3 * image.width * image.height, "pixels are missing")
}

private func withChecksums(_ input: [UInt8]) -> [UInt8] {
    var (bytes, position) = (input, 8)
    while bytes.count - position >= 12 {
        let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
        let end = position + 8 + length
        guard end + 4 <= bytes.count else { break }
        var check = CyclicRedundancyCheck()
        unsafe check.update(bytes.span.bytes.extracting(position + 4..<end))
        for place in 0..<4 {
            bytes[end + place] = UInt8(truncatingIfNeeded: check.value >> (24 - 8 * UInt32(place)))
        }
        position = end + 4
    }
    return bytes
}
