import Glibc
import Images

/// Decodes images for `Fuzzing/compare-pillow`: reads a length of four bytes and a file, again and
/// again, and answers each with a verdict byte, the width, the height and the pixels in RGB.
@main
enum Decode {
    static func main() {
        let limits = ImageLimits(maximumSide: 4096, maximumPixelCount: 1 << 22)
        while let count = read(4).map(number) {
            guard let bytes = read(count) else { return }
            do throws(ImageError) {
                let image = try ImageDecoder(limits: limits).decode(bytes, path: "image")
                write([1] + text(image.width) + text(image.height) + image.inRGB.pixels)
            } catch {
                write([0] + text(0) + text(0))
            }
        }
    }

    private static func number(_ bytes: [UInt8]) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

    private static func text(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    /// So many bytes of the standard input; nil at its end.
    private static func read(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var taken = 0
        while taken < count {
            let more = unsafe bytes.withUnsafeMutableBytes { buffer in
                let rest = unsafe buffer[taken...]
                return unsafe Glibc.read(
                    STDIN_FILENO,
                    UnsafeMutableRawBufferPointer(rebasing: rest).baseAddress,
                    rest.count
                )
            }
            guard more > 0 else { return nil }
            taken += more
        }
        return bytes
    }

    private static func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
