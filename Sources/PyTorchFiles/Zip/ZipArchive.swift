import SystemFiles
import TextFormats

/// The directory of a zip file as PyTorch writes it, checked against the whole file.
///
/// This is the smallest reader that serves, and our own: tensors are read in place and in pieces,
/// so what is needed are the byte offsets of stored entries, which the libraries for zip files
/// keep to themselves; and PyTorch files need checks (one folder, no overlap, local headers that
/// agree) that general readers leave out. Nothing is unpacked.
struct ZipArchive {
    let file: InputFile
    /// The folder that all entries share.
    let prefix: String
    /// All entries, by ascending offset.
    let entries: [ZipEntry]
    private let positions: [UTF8Key: Int]

    /// Reads the directory of a zip file and checks all of it.
    ///
    /// - Complexity: O(entries) time and memory; reads each entry's header, but not its bytes.
    static func read(
        _ file: InputFile,
        limits: PyTorchLimits
    ) throws(PyTorchError) -> ZipArchive {
        let end = try ZipDirectoryEnd.find(in: file)
        guard end.byteCount <= limits.zipDirectoryByteCount, end.entryCount <= limits.zipEntryCount
        else {
            let size = "\(end.entryCount) entries in \(end.byteCount) bytes"
            let message = "the zip directory is larger than the limit: \(size)"
            throw PyTorchError(.malformed, file.path, message, offset: end.offset)
        }
        let bytes = try rethrowing(file.bytes(at: end.offset, count: Int(end.byteCount)))
        var parser = ZipDirectoryParser(bytes, end: end, path: file.path)
        return try ZipArchive(file: file, entries: parser.parse(), limit: end.offset)
    }

    private init(
        file: InputFile,
        entries unsorted: [ZipEntry],
        limit: UInt64
    ) throws(PyTorchError) {
        self.file = file
        guard let first = unsorted.first else {
            throw PyTorchError(.malformed, file.path, "is an empty zip file", offset: 0)
        }
        prefix = String(first.name.prefix { $0 != "/" })
        var entries: [ZipEntry] = []
        for var entry in unsorted {
            try Self.requireName(of: entry, prefix: prefix, path: file.path)
            entry.offset = try ZipLocalHeader.dataOffset(of: entry, in: file, before: limit)
            entries.append(entry)
        }
        entries.sort { $0.headerOffset < $1.headerOffset }
        self.entries = entries
        positions = try Self.positions(of: entries, path: file.path)
    }

    /// Whether there is an entry of a name within the shared folder.
    func contains(_ name: String) -> Bool { positions[UTF8Key(prefix + "/" + name)] != nil }

    /// The entry of a name within the shared folder, which must be stored as it is.
    func entry(_ name: String) throws(PyTorchError) -> ZipEntry? {
        guard let position = positions[UTF8Key(prefix + "/" + name)] else { return nil }
        try entries[position].requireStored(in: file.path)
        return entries[position]
    }
}

extension ZipArchive {
    private static func requireName(
        of entry: ZipEntry,
        prefix: String,
        path: String
    ) throws(PyTorchError) {
        let parts = entry.name.split(separator: "/", omittingEmptySubsequences: false)
        let isHarmless = parts.allSatisfy { $0 != ".." && $0 != "." && !$0.utf8.contains(0) }
        guard parts.count > 1, parts[0] == prefix, !prefix.isEmpty else {
            let message = "lies outside the folder \(PrintableText.quoted(prefix)) of the first"
            throw failure(path, entry, message)
        }
        guard isHarmless, !entry.name.utf8.contains(UInt8(ascii: "\\")) else {
            throw failure(path, entry, "has a name that could lead elsewhere")
        }
    }

    private static func positions(
        of entries: [ZipEntry],
        path: String
    ) throws(PyTorchError) -> [UTF8Key: Int] {
        var positions: [UTF8Key: Int] = [:]
        var end: UInt64 = 0
        for (position, entry) in entries.enumerated() {
            guard positions.updateValue(position, forKey: UTF8Key(entry.name)) == nil else {
                throw failure(path, entry, "occurs twice")
            }
            guard entry.headerOffset >= end else {
                throw failure(path, entry, "overlaps the entry before it")
            }
            end = entry.end
        }
        return positions
    }

    private static func failure(
        _ path: String,
        _ entry: ZipEntry,
        _ message: String
    ) -> PyTorchError {
        let subject = "entry \(PrintableText.quoted(entry.name)) "
        return PyTorchError(.malformed, path, subject + message, offset: entry.headerOffset)
    }
}
