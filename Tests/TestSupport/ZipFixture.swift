/// Builds zip files byte by byte, well-formed or not, without the code under test.
public struct ZipFixture: Sendable {
    /// One file inside a zip file, with everything that its headers say.
    public struct Entry: Sendable {
        /// The name in the directory.
        public var name: String
        /// The bytes.
        public var data: [UInt8]
        /// The name in the entry's own header; nil for the same.
        public var localName: String?
        /// The flags, which both headers have.
        public var flags: UInt16 = 0
        /// How the bytes are said to be stored.
        public var method: UInt16 = 0
        /// The size that the directory states; nil for the true one.
        public var size: UInt32?
        /// The size that the entry's own header states; nil for the true one.
        public var localSize: UInt32?
        /// The length of the extra field that the entry's own header states; nil for the true one.
        public var localExtraCount: UInt16?
        /// The extra field in the entry's own header.
        public var localExtra: [UInt8] = []
        /// The extra field in the directory.
        public var extra: [UInt8] = []
        /// The position that the directory states; nil for the true one.
        public var offset: UInt32?
        /// The checksum that both headers state.
        public var checksum: UInt32 = 0

        /// An ordinary entry.
        public init(_ name: String, _ data: [UInt8]) {
            self.name = name
            self.data = data
        }
    }

    /// The entries, in order.
    public var entries: [Entry]
    /// The comment at the file's end.
    public var comment: [UInt8] = []
    /// The position of the directory that the file's end states; nil for the true one.
    public var directoryOffset: UInt32?
    /// Whether a zip64 record stands before the file's end.
    public var isWide = false
    /// The size of the directory that the zip64 record states; nil for the true one.
    public var wideSize: UInt64?

    /// A file with such entries.
    public init(_ entries: [Entry]) { self.entries = entries }

    /// The bytes of the file.
    public var bytes: [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            directory += Self.central(entry, at: file.count)
            file += Self.local(entry) + entry.data
        }
        let start = file.count
        file += directory
        if isWide { file += wideEnd(start: start, size: directory.count) }
        return file + end(start: start, size: directory.count) + comment
    }

    /// Where the bytes of an entry begin.
    public func dataOffset(of name: String) -> Int {
        var offset = 0
        for entry in entries {
            if entry.name == name { return offset + Self.local(entry).count }
            offset += Self.local(entry).count + entry.data.count
        }
        return offset
    }

    /// Where the header of an entry begins.
    public func headerOffset(of name: String) -> Int {
        let before = entries.prefix { $0.name != name }
        return before.reduce(0) { $0 + Self.local($1).count + $1.data.count }
    }

    /// Where the directory begins.
    public var directoryStart: Int {
        entries.reduce(0) { $0 + Self.local($1).count + $1.data.count }
    }
}

extension ZipFixture {
    private static func local(_ entry: Entry) -> [UInt8] {
        let name = Array((entry.localName ?? entry.name).utf8)
        let size = entry.localSize ?? UInt32(entry.data.count)
        return little(0x0403_4B50, 4) + little(20, 2) + little(UInt64(entry.flags), 2)
            + little(UInt64(entry.method), 2) + little(0, 4) + little(UInt64(entry.checksum), 4)
            + little(UInt64(size), 4) + little(UInt64(size), 4) + little(UInt64(name.count), 2)
            + little(UInt64(entry.localExtraCount ?? UInt16(entry.localExtra.count)), 2)
            + name + entry.localExtra
    }

    private static func central(_ entry: Entry, at offset: Int) -> [UInt8] {
        let name = Array(entry.name.utf8)
        let size = UInt64(entry.size ?? UInt32(entry.data.count))
        return little(0x0201_4B50, 4) + little(20, 2) + little(20, 2)
            + little(UInt64(entry.flags), 2) + little(UInt64(entry.method), 2) + little(0, 4)
            + little(UInt64(entry.checksum), 4) + little(size, 4) + little(size, 4)
            + little(UInt64(name.count), 2) + little(UInt64(entry.extra.count), 2) + little(0, 10)
            + little(UInt64(entry.offset ?? UInt32(offset)), 4) + name + entry.extra
    }

    private func end(start: Int, size: Int) -> [UInt8] {
        let count = isWide ? 0xFFFF : UInt64(entries.count)
        let place = isWide ? 0xFFFF_FFFF : UInt64(directoryOffset ?? UInt32(start))
        return Self.little(0x0605_4B50, 4) + Self.little(0, 4) + Self.little(count, 2)
            + Self.little(count, 2) + Self.little(isWide ? 0xFFFF_FFFF : UInt64(size), 4)
            + Self.little(place, 4) + Self.little(UInt64(comment.count), 2)
    }

    private func wideEnd(start: Int, size: Int) -> [UInt8] {
        let count = UInt64(entries.count)
        let record =
            Self.little(0x0606_4B50, 4) + Self.little(44, 8) + Self.little(45, 2)
            + Self.little(45, 2) + Self.little(0, 8) + Self.little(count, 8)
            + Self.little(count, 8) + Self.little(wideSize ?? UInt64(size), 8)
            + Self.little(UInt64(start), 8)
        let place = UInt64(start + size)
        return record + Self.little(0x0706_4B50, 4) + Self.little(0, 4) + Self.little(place, 8)
            + Self.little(1, 4)
    }

    /// A number as little-endian bytes.
    public static func little(_ number: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { $0 < 8 ? UInt8(number >> (8 * UInt64($0)) & 0xFF) : 0 }
    }
}
