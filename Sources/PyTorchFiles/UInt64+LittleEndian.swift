extension UInt64 {
    /// The number whose little-endian bytes these are; missing ones count as zero.
    ///
    /// - Precondition: There are at most eight.
    package init(littleEndianBytes bytes: some Collection<UInt8>) {
        self = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension [UInt8] {
    /// The little-endian number in some of the bytes.
    func number(at position: Int, byteCount: Int) -> UInt64 {
        UInt64(littleEndianBytes: self[position..<position + byteCount])
    }
}
