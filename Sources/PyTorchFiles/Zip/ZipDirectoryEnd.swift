import SystemFiles
internal import TextFormats

/// The record at the end of a zip file that says where its directory is.
struct ZipDirectoryEnd {
    var entryCount: UInt64
    var byteCount: UInt64
    var offset: UInt64
    /// Where the directory must have ended.
    var limit: UInt64

    private static let recordByteCount = 22
    private static let longestComment = 65_535
    private static let wideRecordByteCount = 56
    private static let locatorByteCount = 20

    /// Finds the record in the last bytes of a file, and the zip64 record where there is one.
    static func find(in file: InputFile) throws(PyTorchError) -> ZipDirectoryEnd {
        let count = min(Int(file.byteCount), recordByteCount + longestComment)
        let start = file.byteCount - UInt64(count)
        let tail = try rethrowing(file.bytes(at: start, count: count))
        let places = candidates(in: tail)
        guard let place = places.first else {
            throw failure(file, "the zip directory is missing; the file is cut off", file.byteCount)
        }
        guard places.count == 1 else {
            let message = "the zip directory's end occurs twice, once inside a comment"
            throw failure(file, message, start + UInt64(place))
        }
        let record = Array(tail[place..<place + recordByteCount])
        return try ZipDirectoryEnd(record, at: start + UInt64(place), in: file)
    }

    // A record counts when its comment fills the rest of the file.
    private static func candidates(in tail: [UInt8]) -> [Int] {
        guard tail.count >= recordByteCount else { return [] }
        return (0...tail.count - recordByteCount).filter { place in
            tail[place] == 0x50 && tail[place + 1] == 0x4B && tail[place + 2] == 5
                && tail[place + 3] == 6
                && Int(tail.number(at: place + 20, byteCount: 2))
                    == tail.count - recordByteCount - place
        }
    }

    private init(_ record: [UInt8], at place: UInt64, in file: InputFile) throws(PyTorchError) {
        entryCount = record.number(at: 10, byteCount: 2)
        byteCount = record.number(at: 12, byteCount: 4)
        offset = record.number(at: 16, byteCount: 4)
        limit = place
        let disks = record.number(at: 4, byteCount: 4)
        guard disks == 0, record.number(at: 8, byteCount: 2) == entryCount else {
            throw Self.failure(file, "the zip file is split over several disks", place)
        }
        try widen(from: place, in: file)
        guard let end = offset.addingExactly(byteCount), end <= limit else {
            throw Self.failure(file, "the zip directory lies outside the file", place)
        }
    }

    private static func failure(
        _ file: InputFile,
        _ message: String,
        _ offset: UInt64
    ) -> PyTorchError {
        PyTorchError(.malformed, file.path, message, offset: offset)
    }
}

extension ZipDirectoryEnd {
    /// Takes the numbers of the zip64 record, which must agree with those that fit without it.
    private mutating func widen(
        from place: UInt64,
        in file: InputFile
    ) throws(PyTorchError) {
        let needsWide =
            entryCount == 0xFFFF || byteCount == ZipEntry.sentinel
            || offset == ZipEntry.sentinel
        guard let record = try Self.wideRecord(before: place, in: file) else {
            guard !needsWide else {
                throw Self.failure(file, "the zip64 directory record is missing", place)
            }
            return
        }
        let wide = (
            record.bytes.number(at: 32, byteCount: 8), record.bytes.number(at: 40, byteCount: 8),
            record.bytes.number(at: 48, byteCount: 8)
        )
        let agrees =
            (entryCount == 0xFFFF || entryCount == wide.0)
            && (byteCount == ZipEntry.sentinel || byteCount == wide.1)
            && (offset == ZipEntry.sentinel || offset == wide.2)
            && record.bytes.number(at: 24, byteCount: 8) == wide.0
        guard agrees else {
            throw Self.failure(
                file,
                "the zip64 directory record contradicts the other",
                record.place
            )
        }
        (entryCount, byteCount, offset) = wide
        limit = record.place
    }

    private static func wideRecord(
        before place: UInt64,
        in file: InputFile
    ) throws(PyTorchError) -> (bytes: [UInt8], place: UInt64)? {
        guard place >= UInt64(locatorByteCount) else { return nil }
        let start = place - UInt64(locatorByteCount)
        let locator = try rethrowing(file.bytes(at: start, count: locatorByteCount))
        guard locator.starts(with: [0x50, 0x4B, 6, 7]) else { return nil }
        let offset = locator.number(at: 8, byteCount: 8)
        guard start >= UInt64(wideRecordByteCount), offset <= start - UInt64(wideRecordByteCount)
        else { throw failure(file, "the zip64 directory record lies outside the file", start) }
        let bytes = try rethrowing(file.bytes(at: offset, count: wideRecordByteCount))
        guard bytes.starts(with: [0x50, 0x4B, 6, 6]) else {
            throw failure(file, "the zip64 directory record is not where it should be", offset)
        }
        return (bytes, offset)
    }
}
