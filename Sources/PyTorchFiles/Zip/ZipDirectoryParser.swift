import SystemFiles
import TextFormats

/// Scans the central directory of a zip file into entries.
struct ZipDirectoryParser {
    private let bytes: [UInt8]
    private let end: ZipDirectoryEnd
    private let path: String
    private var position = 0

    private static let headerByteCount = 46

    init(_ bytes: [UInt8], end: ZipDirectoryEnd, path: String) {
        self.bytes = bytes
        self.end = end
        self.path = path
    }

    /// The entries in the directory's order; they do not know yet where their bytes begin.
    mutating func parse() throws(PyTorchError) -> [ZipEntry] {
        var entries: [ZipEntry] = []
        while position < bytes.count { entries.append(try parseEntry()) }
        guard UInt64(entries.count) == end.entryCount else {
            throw failure("the zip directory has \(entries.count) entries, not \(end.entryCount)")
        }
        return entries
    }

    private mutating func parseEntry() throws(PyTorchError) -> ZipEntry {
        let start = position
        let left = bytes.count - start
        guard left >= Self.headerByteCount, bytes[start...].starts(with: [0x50, 0x4B, 1, 2]) else {
            throw failure("the zip directory is damaged")
        }
        let nameEnd = Self.headerByteCount + Int(bytes.number(at: start + 28, byteCount: 2))
        let extraEnd = nameEnd + Int(bytes.number(at: start + 30, byteCount: 2))
        let end = extraEnd + Int(bytes.number(at: start + 32, byteCount: 2))
        guard end <= left else { throw failure("an entry reaches beyond the zip directory") }
        let nameBytes = bytes[start + Self.headerByteCount..<start + nameEnd]
        guard let name = String(validating: nameBytes, as: UTF8.self) else {
            throw failure("the name of an entry is not UTF-8")
        }
        try requireReadable(name)
        let sizes = try sizes(of: name, extra: Array(bytes[start + nameEnd..<start + extraEnd]))
        defer { position = start + end }
        return entry(name, sizes)
    }

    private func requireReadable(_ name: String) throws(PyTorchError) {
        let flags = bytes.number(at: position + 8, byteCount: 2)
        guard flags & 0b10_0000_0100_0001 == 0 else {
            throw failure("is encrypted", entry: name, code: .unsupported)
        }
        guard bytes.number(at: position + 34, byteCount: 2) == 0 else {
            throw failure("lies on another disk", entry: name)
        }
    }

    private func entry(_ name: String, _ sizes: Sizes) -> ZipEntry {
        ZipEntry(
            name: name,
            method: bytes.number(at: position + 10, byteCount: 2),
            flags: bytes.number(at: position + 8, byteCount: 2),
            checksum: UInt32(bytes.number(at: position + 16, byteCount: 4)),
            storedByteCount: sizes.stored,
            byteCount: sizes.whole,
            headerOffset: sizes.offset
        )
    }

    private func failure(
        _ message: String,
        entry: String? = nil,
        code: FileError.Code = .malformed
    ) -> PyTorchError {
        let subject = entry.map { "entry \(PrintableText.quoted($0)) " } ?? ""
        return PyTorchError(code, path, subject + message, offset: end.offset + UInt64(position))
    }
}

extension ZipDirectoryParser {
    private typealias Sizes = (whole: UInt64, stored: UInt64, offset: UInt64)

    /// The sizes and the offset of an entry, from its zip64 field where they do not fit.
    private func sizes(of name: String, extra: [UInt8]) throws(PyTorchError) -> Sizes {
        var numbers = [24, 20, 42].map { bytes.number(at: position + $0, byteCount: 4) }
        let wide = numbers.indices.filter { numbers[$0] == ZipEntry.sentinel }
        if !wide.isEmpty {
            let field = try wideField(in: extra, of: name)
            guard field.count >= 8 * wide.count else {
                throw failure("has zip64 sizes that are cut short", entry: name)
            }
            for (place, number) in wide.enumerated() {
                numbers[number] = field.number(at: 8 * place, byteCount: 8)
            }
        }
        let isStored = bytes.number(at: position + 10, byteCount: 2) == 0
        guard !isStored || numbers[0] == numbers[1] else {
            throw failure("is stored as it is, but in two sizes", entry: name)
        }
        return (numbers[0], numbers[1], numbers[2])
    }

    private func wideField(
        in extra: [UInt8],
        of name: String
    ) throws(PyTorchError) -> [UInt8] {
        var position = 0
        while position + 4 <= extra.count {
            let end = position + 4 + Int(extra.number(at: position + 2, byteCount: 2))
            guard end <= extra.count else { break }
            let isWide = extra.number(at: position, byteCount: 2) == 1
            if isWide { return Array(extra[position + 4..<end]) }
            position = end
        }
        throw failure("has no zip64 sizes where they are needed", entry: name)
    }
}
