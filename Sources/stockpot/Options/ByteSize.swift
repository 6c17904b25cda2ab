internal import ArgumentParser
internal import TextFormats

/// A number of bytes as users write it: `16777216`, `16M`, `5GB`.
struct ByteSize: ExpressibleByArgument {
    let byteCount: Int

    /// Units are K, M and G, powers of 1024, or KB, MB and GB, powers of 1000.
    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits),
            let unit = Self.units[argument.dropFirst(digits.count).uppercased()],
            let product = number.multipliedExactly(by: unit), product > 0
        else { return nil }
        byteCount = product
    }

    init(_ byteCount: Int) { self.byteCount = byteCount }

    var defaultValueDescription: String {
        byteCount % (1 << 20) == 0 ? "\(byteCount >> 20)M" : "\(byteCount / 1_000_000)MB"
    }

    private static let units = [
        "": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "KB": 1000, "MB": 1_000_000,
        "GB": 1_000_000_000,
    ]
}
