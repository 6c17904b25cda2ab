/// An entry of a zip file that is written, stored as it is at a multiple of 64 bytes.
///
/// PyTorch maps storages into memory, and pads the header before each for that; the field that pads
/// has its mark, `FB`. No entry has a date: the same tensors give the same bytes.
struct StoredEntry: Sendable {
    private let name: String
    private let byteCount: UInt64
    private var checksum: UInt32
    /// Where the header begins.
    let headerOffset: UInt64

    private static let alignment: UInt64 = 64

    /// Places an entry at a byte of the file.
    init(_ name: String, _ byteCount: Int, _ checksum: UInt32, at offset: UInt64) {
        (self.name, self.byteCount, self.checksum) = (name, UInt64(byteCount), checksum)
        headerOffset = offset
    }

    /// The same entry with its checksum.
    func with(checksum: UInt32) -> StoredEntry {
        var entry = self
        entry.checksum = checksum
        return entry
    }

    /// Where the bytes begin.
    var offset: UInt64 { headerOffset + UInt64(header.count) }

    /// The byte behind the last one.
    var end: UInt64 { offset + byteCount }

    /// Where the checksum is in the file, and its bytes there.
    var checksumOffset: UInt64 { headerOffset + 14 }

    var checksumBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(number: UInt64(checksum), byteCount: 4)
        return bytes
    }

    private var isWide: Bool { byteCount >= ZipEntry.sentinel }
    private var isFar: Bool { headerOffset >= ZipEntry.sentinel }

    /// The header before the bytes.
    var header: [UInt8] {
        var extra: [UInt8] = []
        if isWide { extra.append(field: 1, of: [byteCount, byteCount]) }
        let start = headerOffset + UInt64(30 + name.utf8.count + extra.count + 4)
        let padding = Int((Self.alignment - start % Self.alignment) % Self.alignment)
        extra += "FB".utf8
        extra.append(number: UInt64(padding), byteCount: 2)
        extra += Array(repeating: UInt8(ascii: "Z"), count: padding)
        return [0x50, 0x4B, 3, 4] + common(extra: extra.count) + name.utf8 + extra
    }

    /// The entry's record in the directory.
    var record: [UInt8] {
        var numbers: [UInt64] = isWide ? [byteCount, byteCount] : []
        if isFar { numbers.append(headerOffset) }
        var extra: [UInt8] = []
        if !numbers.isEmpty { extra.append(field: 1, of: numbers) }
        var bytes: [UInt8] = [0x50, 0x4B, 1, 2]
        bytes.append(number: version, byteCount: 2)
        bytes += common(extra: extra.count)
        // No comment, the first disk, no attributes.
        bytes.append(number: 0, byteCount: 4)
        bytes.append(number: 0, byteCount: 2)
        bytes.append(number: 0, byteCount: 4)
        bytes.append(number: min(headerOffset, ZipEntry.sentinel), byteCount: 4)
        return bytes + name.utf8 + extra
    }

    /// The version of the format that a reader needs: 4.5 knows numbers of 64 bits.
    private var version: UInt64 { isWide || isFar ? 45 : 20 }

    /// What header and record have in common: no flags, stored, no time, the first day, checksum, sizes,
    /// lengths.
    private func common(extra: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for number in [version, 0, 0, 0, 0x21] { bytes.append(number: number, byteCount: 2) }
        bytes += checksumBytes
        let size = min(byteCount, ZipEntry.sentinel)
        for number in [size, size] { bytes.append(number: number, byteCount: 4) }
        for count in [name.utf8.count, extra] { bytes.append(number: UInt64(count), byteCount: 2) }
        return bytes
    }
}

extension [UInt8] {
    /// Appends a number's lowest bytes, the lowest first.
    mutating func append(number: UInt64, byteCount: Int) {
        for place in 0..<UInt64(byteCount) {
            append(UInt8(truncatingIfNeeded: number >> (8 * place)))
        }
    }

    /// Appends an extra field of numbers of 64 bits.
    fileprivate mutating func append(field: UInt64, of numbers: [UInt64]) {
        append(number: field, byteCount: 2)
        append(number: UInt64(8 * numbers.count), byteCount: 2)
        for number in numbers { append(number: number, byteCount: 8) }
    }
}
