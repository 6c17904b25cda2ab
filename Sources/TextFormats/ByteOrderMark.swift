/// The mark that editors of other systems put before a text in UTF-8.
extension Collection<UInt8> {
    /// These bytes, without a byte order mark at their beginning.
    ///
    /// It belongs to no line, key or name of the text, and every reader of texts leaves it out.
    ///
    /// - Complexity: O(1) for collections with random access.
    package var withoutByteOrderMark: SubSequence {
        starts(with: byteOrderMark) ? dropFirst(byteOrderMark.count) : self[...]
    }
}

/// U+FEFF in UTF-8, which orders no bytes there: it says that the text is UTF-8, as all texts that
/// are read here have to be.
private let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
