import SystemFiles
import TextFormats

/// The header before an entry's bytes, held against the directory.
///
/// Its extra field has another length than the directory's: PyTorch aligns the bytes with it. Only
/// this header tells where the bytes begin.
struct ZipLocalHeader {
    private static let byteCount = 30

    /// Where the bytes of an entry begin.
    ///
    /// - Parameters:
    ///   - entry: The entry, as the directory describes it.
    ///   - file: The zip file.
    ///   - limit: Where the directory begins, before which every entry ends.
    /// - Returns: The byte of the file.
    /// - Throws: `PyTorchError` when header and directory differ, or the entry goes too far.
    static func dataOffset(
        of entry: ZipEntry,
        in file: InputFile,
        before limit: UInt64
    ) throws(PyTorchError) -> UInt64 {
        func failure(_ message: String) -> PyTorchError {
            let subject = "entry \(PrintableText.quoted(entry.name)) "
            return PyTorchError(
                .malformed,
                file.path,
                subject + message,
                offset: entry.headerOffset
            )
        }
        let nameByteCount = entry.name.utf8.count
        let fixed = UInt64(byteCount + nameByteCount)
        guard limit >= fixed, entry.headerOffset <= limit - fixed else {
            throw failure("begins outside the file or inside its directory")
        }
        let header = try rethrowing(file.bytes(at: entry.headerOffset, count: Int(fixed)))
        guard header.starts(with: [0x50, 0x4B, 3, 4]) else {
            throw failure("has no header where the directory says")
        }
        guard Int(header.number(at: 26, byteCount: 2)) == nameByteCount,
            header[byteCount...].elementsEqual(entry.name.utf8)
        else { throw failure("has another name in its own header") }
        guard agrees(header, with: entry) else {
            throw failure("has other sizes or flags in its own header")
        }
        let offset = entry.headerOffset + fixed + header.number(at: 28, byteCount: 2)
        guard offset <= limit, entry.storedByteCount <= limit - offset else {
            throw failure("reaches into the zip directory")
        }
        return offset
    }

    private static func agrees(_ header: [UInt8], with entry: ZipEntry) -> Bool {
        let flags = header.number(at: 6, byteCount: 2)
        guard flags == entry.flags, header.number(at: 8, byteCount: 2) == entry.method else {
            return false
        }
        // With this flag the numbers are behind the bytes, and those here may be zero.
        let isDeferred = flags & 8 != 0
        let expected = [UInt64(entry.checksum), entry.storedByteCount, entry.byteCount]
        return zip([14, 18, 22], expected).allSatisfy { place, number in
            let found = header.number(at: place, byteCount: 4)
            return found == number || (isDeferred && found == 0)
                || (place > 14 && found == ZipEntry.sentinel)
        }
    }
}
